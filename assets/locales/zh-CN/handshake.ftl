# 实验 handshake。

handshake-title = 握手
handshake-about = 连接如何建立、如何关闭：一段一段地看，两边的状态都来自内核

handshake-knob-to = 连接到
handshake-to-all = 四种都试
handshake-to-listening = 监听的套接字
handshake-to-closed = 关闭的端口
handshake-to-dropped = 不吭声的防火墙
handshake-to-missing = 不存在的主机
handshake-knob-close = 关闭方式
handshake-close-four = 四次
handshake-close-three = 三次
handshake-close-simultaneous = 同时
handshake-knob-first = 谁先关闭
handshake-client = 客户端
handshake-server = 服务器

handshake-why-bound = 它占着端口却不监听：对 connect 来说那里没有人。
handshake-why-closed = SYN 到了对方主机，可是没有套接字监听这个端口。由它的内核回答。
handshake-why-deaf = 从现在起，到达这个套接字的一切都被丢弃，就像被防火墙丢掉。
handshake-why-dropped = SYN 到了，却什么也没有回来。客户端的内核一次又一次地重发。
handshake-why-syn-sent = 内核的清单：客户端的套接字处于 SYN-SENT，connect 还没有返回。
handshake-why-missing = 没有主机有这个地址。SYN 要发出去，ARP 得先找到 MAC 地址。
handshake-why-listen = 它在监听：从现在起内核自己完成握手。
handshake-why-listening = 内核收到对方的 SYN ACK 之后，connect 才返回。
handshake-why-accept = 握手在调用 accept 之前就完成了：accept 只是把连接交出来。
handshake-why-established = 内核的清单：两端都是 ESTABLISHED。
handshake-why-send = 五个字节：每个字节占一个序号。
handshake-why-said = 另一边把它们读走。
handshake-why-close-first = close 发出 FIN：“我没有要发的了。”
handshake-why-fin-sent = 内核的清单，FIN 刚刚发出。
handshake-why-recv = recv 立刻得到 b''：对方已经发完。
handshake-why-busy = 它还不关闭。它的内核单独确认 FIN：这就是第二段。
handshake-why-half = 内核的清单：一个方向已关闭，另一个方向还开着。
handshake-why-close-second = 现在它也关闭：发出自己的 FIN，然后是最后的 ACK。
handshake-why-time-wait = 内核的清单，在最后一段之后。
handshake-why-recv-waits = 它在 recv 里等待，FIN 到时得到 b''。
handshake-why-close-at-once = 它立刻关闭：它的 FIN 可以捎上还没发出的 ACK。
handshake-why-unplug = 拔掉网线：现在发出的什么也到不了。
handshake-why-noticed = 两台主机发觉了，并忘掉对方的 MAC 地址。
handshake-why-close-unheard = 这一边关闭。它的 FIN 过不去。
handshake-why-close-too = 另一边也关闭，它还没听到第一个 FIN。
handshake-why-both-fin = 内核的清单：什么都过不去的时候，两边各到了哪一步。
handshake-why-held = 两边都在等；内核还会再试。
handshake-why-plug = 把网线插回去。
handshake-why-cross = 现在两个 FIN 都过得去了。
handshake-why-both-closed = 内核的清单，在最后一段之后。
handshake-why-at-once = 让两个程序在同一时刻关闭。

handshake-ask-connect = connect 到{ $target }：客户端得到什么？
handshake-answer-refused = ECONNREFUSED：有回答，是拒绝
handshake-answer-unreachable = EHOSTUNREACH：找不到可问的主机
handshake-answer-waits = 什么也没有：connect 一直在等
handshake-ask-time-wait = { $side }先关闭。最后谁留在 TIME-WAIT？
handshake-ask-both = 两边同时关闭。谁留在 TIME-WAIT？
handshake-answer-client = 客户端
handshake-answer-server = 服务器
handshake-answer-both = 两边都是

handshake-outcome-open = 还没有试
handshake-outcome-connected = 连上了
handshake-outcome-failed = { $errno }
handshake-outcome-waits = 还在等
handshake-outcome-not-here = 这里做不到

handshake-keeps-one = TIME-WAIT 留在{ $side }。
handshake-keeps-both = 两边都在 TIME-WAIT，因为各自都在听到对方之前就关闭了。
handshake-keeps-nobody = 没有谁在 TIME-WAIT。
handshake-sentence-all = 关闭的端口：{ $closed }；不吭声的防火墙：{ $dropped }；不存在的主机：{ $missing }；监听的套接字：{ $listening }。{ $rest }
handshake-sentence-connection = { $opening } 段建立，{ $closing } 段关闭。{ $keeps }
handshake-sentence-closed-seen = 没有人监听，对方主机的内核这样回答：{ $answer }。connect 以 ECONNREFUSED 失败；ack 把 SYN 也算一个。
handshake-sentence-closed = 没有人监听，对方主机的内核说了出来：connect 以 ECONNREFUSED 失败。
handshake-sentence-dropped = 发出了 { $count } 个 SYN，没有人回答：connect 还在等。没有回答不等于拒绝。
handshake-sentence-missing-seen = ARP 问了 { $count } 次，没有人有这个地址：connect 以 EHOSTUNREACH 失败，SYN 一个也没有发出。
handshake-sentence-missing = 没有人有这个地址：connect 以 EHOSTUNREACH 失败。
handshake-sentence-not-here = 这里做不到：{ $target }。在网线上可以。
handshake-sentence-connect = connect 到{ $target }：{ $outcome }。

handshake-found-connect = connect 到{ $target }：{ $outcome }。
handshake-found-no-missing = 只有这台机器，就没有“不存在的主机”：那需要一根网线。
handshake-found-no-dropped = 这个系统只让特权用户丢弃到达套接字的东西：这里需要一根网线。
handshake-found-refusal = 关闭的端口会回答：{ $answer }。
handshake-found-syns = 到现在没有得到回答的 SYN：{ $count } 个。
handshake-found-arp = 没有得到回答的 ARP 询问：{ $count } 次。
handshake-found-opening = 建立连接的报文段：{ $count } 个。
handshake-found-teardown = 关闭连接的报文段：{ $count } 个。
handshake-found-relative = 从各自的第一个序号数起：{ $list }。
handshake-found-wire = 线路上的原数：{ $list }。
handshake-found-wanted-four = 用四次关闭：另一边关闭之前，FIN 已被确认。
handshake-found-wanted-three = 用三次关闭：一段同时带着 ACK 和 FIN。
handshake-found-wanted-both = 两边同时关闭了它。
handshake-found-otherwise = 这一次结果不同，用了 { $count } 段：要看每个内核何时发出了什么。
handshake-found-crossed = 两个 FIN 交错：各自都在对方的到达之前发出。在 FIN-WAIT-1 收到 FIN 的一边会经过 CLOSING。
handshake-found-not-crossed = 两个 FIN 没有交错：一个到达之后，另一个才发出。
handshake-found-client-states = 内核说出的客户端套接字的状态：{ $list }。
handshake-found-server-states = 内核说出的服务器套接字的状态：{ $list }。
handshake-found-no-frames = 这里抓不到帧：只显示状态。在网线上看得到报文段。

handshake-head-listening = 监听
handshake-head-closed = 关闭
handshake-head-dropped = 丢弃
handshake-head-missing = 不存在
handshake-picture-asks = 谁有 { $address }？
handshake-picture-again = 重发
handshake-picture-gone = 没有了
handshake-picture-wire = 线路上：seq { $seq }
handshake-picture-wire-both = 线路上：seq { $seq } ack { $ack }
handshake-picture-bytes = { $count } 字节
handshake-says-syn = ack { $ack } = { $from } + 1：SYN 自己占一个序号。
handshake-says-fin = ack { $ack } = { $from } + 1：FIN 自己占一个序号。
handshake-says-bytes = ack { $ack } = { $from } + { $takes }：每个字节占一个序号。
handshake-says-fin-sent = FIN 占用序号 { $seq }：这一边之后不再有字节。
handshake-says-data = 字节 { $first } 到 { $last }：每个字节都有自己的序号。
handshake-says-first = seq { $seq }：它的第一个序号，随机选取。从这里起按 0 数。
handshake-says-again = 同一段再发一次：还没有收到确认。
handshake-says-asks = 没有 MAC 地址就没有帧：SYN 在这里等 ARP 找到它。
handshake-says-look = 状态是内核自己说的；没有写的地方，那一刻没有人去问。
