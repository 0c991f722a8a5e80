# source: capturing frames

source-no-right = 没有抓包权限。可请管理员授权，wirelab doctor 会说明怎么做。
source-sockets-used = 启动时打开的抓包套接字（{ $count } 个）已全部用完。请用 -i 指定想抓的接口，或改用 ring 方式。
source-not-supported = 这个系统没有数据包套接字，这里无法抓包。
source-socket-failed = 无法打开抓包套接字：{ $error }。
source-ring-failed = 抓包环形缓冲区出错：{ $error }。可以试试 --capture-backend pnet。
source-pnet-tags = 用 pnet 抓包：看不到 802.1Q 标签，带标签的帧在这里比线上少 4 字节，因为内核取走了标签而 pnet 不去要。ring 能看到。
source-thread-failed = 无法启动抓包线程：{ $error }。
source-panicked = 抓包线程崩溃了。这是程序的缺陷。
source-lost-gone = 接口不见了。它回来后会继续抓包。
source-lost-down = 接口已关闭。它重新启用后会继续抓包。
source-lost-error = { $error }。每秒会重试一次。

