//! Tests that use all of the language.

/// Every form that is accepted, in tests that are small but whole.
pub(crate) const EXAMPLES: &[&str] = &[
    MESSAGE_PASSING,
    TYPES,
    ARRAYS,
    LABELS,
    SYMBOLIC,
    CONDITIONS,
    LAYOUT,
    VECTORS,
    BARE,
    OBSERVED_ONLY,
];

/// The classic, with a doc string and info lines.
pub(crate) const MESSAGE_PASSING: &str = r#"AArch64 MP+dmbs
"A flag and the data it guards"
Author=nobody
(* Comments may stand here; (* they nest *) and go
   over lines *)
this line says nothing
Kind: neither does this one
{
0:X1=data; 0:X3=flag;
1:X1=data; 1:X3=flag;
}
 P0          | P1          ;
 MOV W0,#1   | LDR W0,[X3] ;
 STR W0,[X1] | DMB LD      ;
 DMB ST      | LDR W2,[X1] ;
 MOV W2,#1   |             ;
 STR W2,[X3] |             ;
exists (1:X0=1 /\ 1:X2=0)
"#;

/// Every kind of entry for scalars and registers.
pub(crate) const TYPES: &str = r"AArch64 types
{
int8_t a=-1; uint8_t b=0xff; int16_t c; uint16_t d=1; short e=2;
int32_t f=3; uint32_t g; int h=4; int64_t i=-0x10; uint64_t j=0xffffffffffffffff;
long k; char l; [m]=5; n=6; _Atomic int o; unsigned long p=7; int128_t q=0;
int *r=&h; *s=t; int *u; intptr_t v=x;
0:X0=a; uint64_t 0:X1=b; int64_t *0:X2=c; 0:X3=-1; int 0:X4; 0:X5; P0:X6=d;
0:x7=e; 0:X8=x+8; 0:SP=f; 0:XZR=0; 0:X9=g; 0:X10=i; 0:X11=j; 0:X12=k; 0:X13=l;
0:X14=m; 0:X15=n; 0:X16=o; 0:X17=p; 0:X18=q; 0:X19=r; 0:X20=s; 0:X21=u; 0:X22=v;
}
P0;
NOP;
exists ([a]=-1)
";

/// Arrays and addresses of elements.
pub(crate) const ARRAYS: &str = r"AArch64 arrays
{ int x[2]={1,2}; uint64_t y[3]; int64_t z[2] = { x , y[1] };
  0:X0=x[1]; 0:X1=y[2]; 0:X2=z; }
 P0             ;
 LDR W3,[X0]    ;
 STR X1,[X1]    ;
 LDR X4,[X2,#8] ;
locations [x; x[0]; 0:X3;]
forall (x={1,2} /\ x[1]=2 /\ [y[2]]=y[2] /\ [x+4]=2 /\ 0:X4=y[1])
";

/// Labels, branches and the addresses of code.
pub(crate) const LABELS: &str = r#"AArch64 labels
{ 0:X1=x; 1:X8=P0:sub; 1:X1=0:out; int *fn=P1:L; 1:X9=fn; }
 P0          | P1         ;
 B L         | BLR X8     ;
sub:         | L:         ;
 MOV W0,#1   | L2: L3:    ;
 RET         | MOV X0,X30 ;
L: L1 : LDR W2,[X1] | B .+8 ;
 CBZ W2,L    | NOP        ;
 TBNZ W2,#3,out | CBNZ X0,.-4 ;
out:         | L4: NOP    ;
exists (1:X0=label:"P1:L" \/ 1:X1=label:"0:out" /\ [fn]!=5)
"#;

/// Symbolic registers: bare ones, and one name in two threads.
pub(crate) const SYMBOLIC: &str = r"AArch64 symbolic
{ uint64_t %data=x; %flag=y; 0:%tmp=0; int x; }
 P0              | P1             ;
 MOV W0,#1       | LDR W0,[%flag] ;
 STR W0,[X%data] | MOV X%tmp,X0   ;
 LDR W%tmp,[X%data] |             ;
exists (0:%tmp=1 /\ 1:%tmp=0)
";

/// Every operator, with all its spellings.
pub(crate) const CONDITIONS: &str = r"AArch64 conditions
{ int x=1; 0:X1=x; 0:X9=y; }
P0;
LDR W0,[X1];
locations [0:X0; x int; y;]
filter x=1 /\ true
~exists (
  not (x==0 \/ y!=0) => 0:X0<>1 => false
  \/ ~(0: X0=0x1) /\ ((not not [y]=-1)) /\ 0:X1=x /\ 0:X1=&x
) (* the end *) ;
";

/// Unusual layout: tabs, CR LF, rows over lines, rows beside each other.
pub(crate) const LAYOUT: &str = "\u{feff}\r\n AARCH64\tlay+out.[x]:1\r\n\"a doc\r\nover lines\"\r\nKey = a value \r\n{\r\n\t0:X1=x;;\r\n}\r\n\tP0:F\t|P1 :\t| P2:G,H;\r\n\
    MOV W0,#1|\r\n|(* é nothing here | ; *);;NOP||;||L:;\r\nexists\r\n(0:X0=1)\r\n<< what follows is not read (";

/// Vector registers.
pub(crate) const VECTORS: &str = r"AArch64 vectors
{ uint8_t x[16]; uint128_t 0:V0.2D; uint32_t 0:V1.4S=7; 0:V2.16B=-1;
  0:V3.8H={1,2,3,4,5,6,7,8}; 0:X0=x; uint128_t 0:V5.4S=0xf0000000000000000; }
 P0              ;
 LDR Q0,[X0]     ;
 LDR D4,[X0]     ;
locations [0:V1.4S; 0:V5.4S; 0:V2.16B; 0:V3.8H;]
exists (0:V0.2D={0,0} /\ not 0:V4.8B={1,2,3,4,5,6,7,8})
";

/// No condition and nothing in the initial state.
pub(crate) const BARE: &str = "AArch64 bare {} P0; NOP;";

/// Observed locations without a condition; a thread without code.
pub(crate) const OBSERVED_ONLY: &str = r"AArch64 observed-only
{ x=1; }
 P0 | P1 ;
    |    ;
locations [x]
";
