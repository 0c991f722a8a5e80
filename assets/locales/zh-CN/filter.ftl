# filter: the language, its mistakes, its completion

# what was expected, after a place in the line
filter-expected-test = 这里要写字段（如 ip.ttl、tcp.port），或 tcp、udp、arp、port、host、mine 之类的词
filter-expected-name = 没有这个名字。你要写的是不是 { $names }？
filter-expected-operator = 两个条件之间要写 and 或 or
filter-expected-open = 多了一个“)”，前面没有对应的“(”
filter-expected-close = 缺少“)”
filter-expected-port = 这里要写端口号，0 到 65535
filter-expected-portrange = 这里要写两个端口号，小的在前，例如 80-90
filter-expected-address = 这里要写 IP 地址，例如 10.0.0.1 或 fe80::1
filter-expected-net = 这里要写带前缀长度的网络，例如 10.0.0.0/24
filter-expected-mac = 这里要写 MAC 地址，例如 52:54:00:12:34:56
filter-expected-length = 这里要写长度（字节数）
filter-expected-flow = 这里要写会话的编号，例如 3
filter-expected-flow-name = 请用 flow，例如 flow == 3：这里的会话有自己的编号
filter-expected-earlier = 这里要换一个字段：它要到后面的帧才知道；可用 tcp.segment == 4
filter-expected-end = 这里要写 port、host、net 或一个 IP 地址
filter-expected-doubled = 还要再写一个“{ $sign }”
filter-expected-flatter = not 和括号最多嵌套 { $most } 层
filter-expected-shorter = 过滤条件最多 { $most } 个字符
filter-expected-number = 这里要写 0 到 { $largest } 的整数，也可以用十六进制，例如 0x1f
filter-expected-any-number = 这里要写整数，也可以用十六进制，例如 0x1f
filter-expected-flag = 这里要写 1 或 0（置位或未置位）
filter-expected-ipv4 = 这里要写 IPv4 地址（如 10.77.1.11）或网络（如 10.77.0.0/16）
filter-expected-ipv6 = 这里要写 IPv6 地址（如 fe80::1）或网络（如 fd00::/8）
filter-expected-text = 这里要写引号里的文字，例如 "example"
filter-expected-bytes = 这里要写十六进制字节（如 47:45:54）或引号里的文字
filter-expected-seconds = 这里要写秒数，例如 1.5
filter-expected-presence = 这个字段只有“有”和“没有”，不能比较。只写它的名字就行
filter-expected-protocol = 只写 { $name }，或者写 { $name } contains "…"：协议没有值
filter-expected-comparison = 这里可以用 ==、!=、<、> 或 in：只有文字和字节才能用 contains
filter-expected-contains = 请用 contains：这里不支持 matches（正则表达式）
filter-expected-after-field = 这里要写比较（如 ==、contains），或 and、or
filter-expected-needle = 这里要写引号里的文字（如 "hello"）或字节（如 68:65:6c）
filter-expected-set = 这里要写花括号里的集合，例如 {"{"}80, 443, 8000..8010{"}"}
filter-expected-set-end = 集合的末尾缺少{"“}”"}
filter-expected-quote = 缺少后面的引号
filter-expected-escape = 这里可以写 \" \\ \n \r \t \0，或 \x 加两位十六进制数字
filter-expected-no-slice = 名字里不能有 [ ]：这里不能按单个字节过滤，可以用字段，例如 tcp.flags.syn == 1

# what a candidate is
filter-about-number = 数字
filter-about-flag = 0 或 1
filter-about-mac = MAC 地址
filter-about-ipv4 = IPv4 地址
filter-about-ipv6 = IPv6 地址
filter-about-text = 文字
filter-about-bytes = 字节
filter-about-seconds = 秒
filter-about-presence = 有或没有
filter-about-protocol = 协议
filter-about-value = { $name }
filter-word-and = 两个条件都成立
filter-word-or = 至少一个条件成立
filter-word-mine = 属于你自己的套接字
filter-word-housekeeping = 例行维护：保活、wirelab 的 ping 和询问
filter-word-socket = 你的套接字调用，不是帧
filter-word-in = 收到的
filter-word-out = 发出的
filter-word-flow = 一个会话，按编号
filter-word-port = 源端口或目的端口
filter-word-portrange = 一段端口，例如 80-90
filter-word-host = 源地址或目的地址
filter-word-net = 一个网络里的地址
filter-word-src = 只看源
filter-word-dst = 只看目的
filter-word-ether = MAC 地址
filter-word-less = 最多这么多字节
filter-word-greater = 至少这么多字节
filter-word-multicast = 发给一个组
filter-word-frame = 整个帧，例如 frame contains "hello"
filter-sign-eq = 等于
filter-sign-ne = 不等于
filter-sign-lt = 小于
filter-sign-le = 小于或等于
filter-sign-gt = 大于
filter-sign-ge = 大于或等于
filter-sign-in = 是其中之一
filter-sign-contains = 里面含有
filter-sign-bits = 含有其中某些位
filter-sign-set = 已置位
filter-sign-unset = 未置位

# the line
filter-line-more = 还有 { $n } 个
filter-line-hint = Tab 补全，↑↓ 选择
filter-listing = 正在过滤 { $percent } %（{ KEY("global.back") } 停止）
filter-stopped = 已停止：更早的数据包没有检查
