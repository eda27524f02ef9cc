"""Unwinds from every instruction of the hand-written routines, by gdb's reading of their CFI.

    qemu-aarch64 -g 4444 TEST --test-threads=1 &
    FENCEPOST_GDB_PORT=4444 gdb-multiarch -nx -batch -x scripts/unwind.py TEST >/dev/null

TEST is the test `routines`. What this script says goes to the standard error; gdb shows every step.

Each routine below is stepped through from its entry to its return. From each instruction gdb must
find the frame that called it: same return address, same stack pointer. Fails if it does not, or if
a routine was not called.
"""

import os
import sys

import gdb

# In the order in which the tests call them.
ROUTINES = [
    "fencepost_go_cas128",
    "fencepost_go_save_g",
    "fencepost_go_gc_write_barrier_probe",
    "fencepost_go_wb_reserve",
]
MOST_STEPS = 4000


def say(text):
    """Writes a line where gdb does not write."""
    print("gdb: " + text, file=sys.stderr)


def finds(caller):
    """Whether the caller's frame is among those that gdb sees from here."""
    frame = gdb.newest_frame()
    while frame is not None and frame.is_valid():
        if (frame.pc(), int(frame.read_register("sp"))) == caller:
            return True
        frame = frame.older()
    return False


def walk(routine):
    """Steps through one call; how many instructions of hand-written code it unwound from."""
    stop = gdb.Breakpoint("*" + routine, temporary=True)
    gdb.execute("continue", to_string=True)
    if stop.is_valid():
        raise gdb.GdbError(routine + ": not called")
    # At the entry nothing is saved yet, so this does not depend on CFI.
    caller = (int(gdb.parse_and_eval("$x30")), int(gdb.parse_and_eval("$sp")))
    unwound = 0
    for _ in range(MOST_STEPS):
        here = gdb.newest_frame()
        if (here.pc(), int(here.read_register("sp"))) == caller:
            return unwound
        if (here.name() or "").startswith("fencepost_"):
            if not finds(caller):
                trace = gdb.execute("backtrace", to_string=True)
                raise gdb.GdbError("%s: the caller is lost at %#x\n%s" % (routine, here.pc(), trace))
            unwound += 1
        gdb.execute("stepi", to_string=True)
    raise gdb.GdbError(routine + ": did not return")


def main():
    gdb.execute("set pagination off")
    gdb.execute("set confirm off")
    gdb.execute("set language c")
    # The probes of features that this core lacks.
    gdb.execute("handle SIGILL nostop noprint pass", to_string=True)
    gdb.execute("target remote localhost:" + os.environ["FENCEPOST_GDB_PORT"], to_string=True)
    for routine in ROUTINES:
        count = walk(routine)
        say("%s: unwound from each of %d instructions" % (routine, count))
        if count == 0:
            raise gdb.GdbError(routine + ": nothing was stepped through")
    gdb.execute("kill")


try:
    main()
except Exception as error:  # gdb's batch mode would end with success
    say(str(error))
    gdb.execute("quit 1")
