# 实验 stream。

stream-title = 字节流
stream-about = send 不是消息：字节流怎样把它们粘在一起、切开，又怎样分帧
