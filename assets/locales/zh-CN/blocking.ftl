# 实验 blocking。

blocking-title = 阻塞
blocking-about = 哪些调用会等、等多久，一个程序怎样服务多个客户端
