TEXT ·store(SB), 4, $0
	MOV R0, R2
	MOV R1, R3
	DSB SY
	STR R3, [R2]
	RET
