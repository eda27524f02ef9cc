TEXT ·save(SB), 4, $0
	MOV R19, R20
	STP R19, R20, [R21, #0]
	RET
