# source: capturing frames

source-no-right = 没有抓包权限。按 p 可以在练习环境里抓包，或请管理员授权。
source-sockets-used = 启动时打开的抓包套接字（{ $count } 个）已全部用完。请用 -i 指定想抓的接口，或改用 ring 方式。
source-not-supported = 这个系统没有数据包套接字，这里无法抓包。
source-socket-failed = 无法打开抓包套接字：{ $error }。
source-ring-failed = 抓包环形缓冲区出错：{ $error }。可以试试 --capture-backend pnet。
source-thread-failed = 无法启动抓包线程：{ $error }。
source-panicked = 抓包线程崩溃了。这是程序的缺陷。
source-lost-gone = 接口不见了。它回来后会继续抓包。
source-lost-down = 接口已关闭。它重新启用后会继续抓包。
source-lost-error = { $error }。每秒会重试一次。

# the packet log's filter: what was expected, after a place in the line
filter-expected-test = 这里要写 tcp、udp、arp、port、host 或 mine 之类的词
filter-expected-operator = 两个条件之间要写 and 或 or
filter-expected-open = 多了一个“)”，前面没有对应的“(”
filter-expected-close = 缺少“)”
filter-expected-port = 这里要写端口号，0 到 65535
filter-expected-address = 这里要写 IP 地址，例如 10.0.0.1 或 fe80::1
filter-expected-net = 这里要写带前缀长度的网络，例如 10.0.0.0/24
filter-expected-mac = 这里要写 MAC 地址，例如 52:54:00:12:34:56
filter-expected-length = 这里要写长度（字节数）
filter-expected-end = 这里要写 port、host、net 或一个 IP 地址
filter-expected-doubled = 还要再写一个“{ $sign }”
filter-expected-flatter = not 和括号最多嵌套 { $most } 层
filter-expected-shorter = 过滤条件最多 { $most } 个字符
