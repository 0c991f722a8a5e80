# 实验 endings。

endings-title = 结束
endings-about = 一次通信怎样结束：FIN、RST、半关闭、沉默；这时 recv 给出什么
