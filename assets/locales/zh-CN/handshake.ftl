# 实验 handshake。

handshake-title = 握手与挥手
handshake-about = 连接怎样建立和关闭：逐段看，两端状态同列
