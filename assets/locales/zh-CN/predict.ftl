# predict：先预测，再揭晓
predict-title = 预测
predict-on-hint = 预测已开启：每一步之前先问你。{ $key } 提问，{ $ends } 关闭。
predict-prompt = 你的答案：
predict-wanted = 请输入{ $form }。输入 ? 直接看答案。
predict-again = 没看懂。请输入{ $form }。
predict-no-room = 有一个问题在等你。按 Esc 再按 { $key }，放大窗格。
predict-right = 对：{ $answer }
predict-wrong = 不是 { $typed }，而是 { $answer }
predict-gave-up = 答案是 { $answer }
predict-proof-one = { $field }，第 { $first } 字节
predict-proof = { $field }，第 { $first } 到 { $last } 字节
predict-proof-whole = 整个帧
predict-footer-answer = 回答
predict-footer-skip = 跳过
predict-concept-encapsulation = 封装
predict-concept-ports = 端口
predict-concept-numbers = 序号
predict-concept-addresses = 地址
predict-concept-next-hop = 下一跳
predict-concept-ttl = TTL、跳数限制
predict-concept-length = 长度
predict-concept-type = 类型
predict-concept-checks = 检查
predict-concept-ack = 确认
predict-form-number = 一个数
predict-form-number-or-name = 一个数（十进制或 0x...）或名称
predict-form-ipv4 = 一个 IPv4 地址，如 192.0.2.7
predict-form-ipv6 = 一个 IPv6 地址，如 2001:db8::7
predict-form-mac = 一个 MAC 地址，或它属于谁：IP 地址、“路由器”、“广播”
predict-form-name = 一个协议的名称
predict-ask-header = { $layer }在前面加上哪个协议的首部？
predict-ask-after = 上面交来 { $before } 字节。经过{ $layer }之后一共多少字节？
predict-ask-dst-port = { $protocol } 首部里的目的端口会是多少？
predict-ask-dst-ip = { $ip } 首部里的目的地址会是什么？
predict-ask-udp-length = UDP 装了 { $inside } 字节。它的长度字段会是多少？
predict-ask-ip-length = IPv4 装了 { $inside } 字节。首部里的总长度会是多少？
predict-ask-ip6-length = IPv6 装了 { $inside } 字节。首部里的载荷长度会是多少？
predict-ask-ttl = 这个包出发时的 TTL 是多少？
predict-ask-hop-limit = 这个包出发时的跳数限制是多少？
predict-ask-protocol = { $ip } 里面是 { $inner }。用哪个编号表示它？
predict-ask-ether-type = 帧里面是 { $inner }。用哪个 EtherType 表示它？
predict-ask-mac = 这个帧发往哪个 MAC 地址，或者谁的？
predict-ask-pieces = { $n } 字节要从 { $name } 发出，它的包最多 { $mtu } 字节（MTU）。一共要几个帧？
predict-ask-first-hop = 发往 { $to } 的包第一站去哪里？输入 IP 地址。
predict-ask-bits = 这个帧有 { $bytes } 字节。物理层要发送多少比特？
predict-ask-ttl-gateway = 路由器 { $gateway } 转发这个包之后，TTL（跳数限制）是多少？
predict-ask-ttl-router = 如果有路由器转发这个包，转发后 TTL（跳数限制）是多少？
predict-ask-first-layer = 接收方的哪一层最先收到它？请输入层号。
predict-ask-card = 接收方的接口应该在等哪个目的 MAC 地址？
predict-ask-ip-check = 哪个地址必须是接收方自己的，它的 { $ip } 才会收下这个包？
predict-ask-port-check = 哪个端口号能找到正确的程序？
predict-ask-reply-port = 接收方的程序要回复。发往哪个端口？
predict-ask-reply-ip = 接收方要回复。发往哪个 IP 地址？
predict-ask-handed-to = { $outer } 写着 { $n }。里面的内容交给哪个协议？
predict-ask-left = { $before } 字节到达{ $layer }。它向上交出多少字节？
predict-ask-ack = 这个段从序号 { $seq } 开始，带 { $bytes } 字节（{ $flags }）。用哪个确认号回答它？
predict-ask-last-byte = 这个段从序号 { $seq } 开始，带 { $bytes } 字节。最后一个字节的序号是多少？
predict-rule-header-tcp = 程序打开的是 TCP 连接，所以由 TCP 包装它的数据。
predict-rule-header-udp = 程序发送的是数据报，所以由 UDP 包装它的数据。
predict-rule-header-ip = 这个地址是 { $ip } 地址，所以由 { $ip } 来包装。
predict-rule-header-ethernet = 这个接口发送以太网帧，所以这是最后一个首部。
predict-rule-after = { $before } + { $own } = { $after }。
predict-rule-after-options = { $before } + { $own } = { $after }：首部 { $bare } 字节，加选项 { $options } 字节。
predict-rule-dst-port = 对方的程序在端口 { $port } 上监听。
predict-rule-dst-ip = IP 地址写的是两端，不是中间经过的站点。
predict-rule-dst-ip-gateway = IP 地址写的是两端。路由器 { $gateway } 只是收到这个帧。
predict-rule-udp-length = 它把自己的 8 字节也算进去：{ $inside } + 8 = { $length }。
predict-rule-ip-length = 它把自己的首部也算进去：{ $inside } + { $header } = { $length }。
predict-rule-ip6-length = IPv6 不算自己的 40 字节：{ $length }。
predict-rule-ttl = 发送方的系统从 { $ttl } 开始，每个路由器减一。
predict-rule-protocol = 编号 { $n } 表示 { $inner }（IANA）。
predict-rule-ether-type = EtherType { $n } 表示 { $inner }。
predict-rule-mac-broadcast = 全是一：发给本网络的每一个站点。
predict-rule-mac-group = 组播的 MAC 地址由它的 IP 地址 { $group } 算出。
predict-rule-mac-loopback = 回环没有网卡：MAC 地址全是零。
predict-rule-mac-gateway = 接收方在另一个网络里：帧先发给路由器 { $gateway }。
predict-rule-mac-direct = { $to } 在同一个网络里：帧直接发给它。
predict-rule-pieces = { $n } 字节，一个最多装 { $room } 字节：一共 { $frames } 个。
predict-rule-first-hop = 到 { $to } 不需要路由器：包直接发给它。
predict-rule-bits = { $bytes } × 8 = { $bits }。
predict-rule-ttl-router = 每个路由器减一：{ $before } - 1 = { $after }。减到 0 就丢弃这个包。
predict-rule-first-layer = 比特从最下面到达：{ $layer }。
predict-rule-card = 接口收下发给自己 MAC 地址的帧，其他的不收。
predict-rule-card-group = 发给所有站点和自己所在组的帧，接口也收。
predict-rule-ip-check = IP 只留下发给自己地址（或自己所在组）的包。
predict-rule-port-check = 系统把数据交给打开了端口 { $port } 的程序。
predict-rule-reply-port = 回复发往来时的端口：{ $port }。
predict-rule-reply-ip = 回复发往来时的地址。
predict-rule-handed-to = { $n } 表示 { $inner }。
predict-rule-left = { $before } - { $taken } = { $after }。
predict-rule-ack = 确认号是下一个想要的字节：{ $seq } + { $bytes } = { $ack }。
predict-rule-ack-flag = SYN 和 FIN 各算一个字节（{ $flags }：{ $counted }）：{ $seq } + { $bytes } + { $counted } = { $ack }。
predict-rule-last-byte = { $seq } + { $bytes } - 1 = { $last }：第一个字节的序号就是 { $seq }。
