# 实验 byteorder。

byteorder-title = 字节序
byteorder-about = 一个数在内存里和在线路上：哪一端在前
