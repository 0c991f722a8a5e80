# report：带走的内容
