# flows: conversations, TCP analysis, ladder, stream

# what the analysis says of a segment; ≈ stands before what is inferred from other segments
flows-retransmission = ≈ 这些字节以前发过。发送方没有按时收到确认，于是重传。
flows-retransmission-after = ≈ 这些字节在 { $time } 之前发过。发送方没有按时收到确认，于是重传。
flows-retransmission-empty-after = ≈ 同样的报文段在 { $time } 之前发过。发送方没有按时得到回答，于是重发。
flows-fast-retransmission = ≈ 快速重传：几个相同的确认告诉发送方，缺的正是这些字节，所以不等定时器就重传。
flows-spurious = ≈ 对方已经确认过这些字节，却又发了一次。确认来晚了，或者丢了。
flows-duplicate-ack = ≈ 与上一个确认相同：有数据到了，但不是正在等的那个字节。
flows-duplicate-ack-count = ≈ 与上一个确认相同（第 { $count } 次）：有数据到了，但不是正在等的那个字节。收到三个这样的确认，发送方就重传缺少的部分。
flows-out-of-order = ≈ 比它后面的内容来得还晚，而且这里以前没有看到过：可能在路上被超过了，也可能在到达这里之前丢了，又发了一次。
flows-gap = ≈ 它到来时，这里还没有看到它前面的字节：可能丢了，可能被超过了，也可能是没抓到。
flows-gap-count = ≈ 它到来时，这里还没有看到它前面的 { $count } 个字节：可能丢了，可能被超过了，也可能是没抓到。
flows-ack-unseen = ≈ 确认了当时这里还没有看到的字节。它们确实到达了对方，只是没有抓到，或者抓到得更晚。
flows-window-full = ≈ 把接收方的窗口填满了。发送方现在必须等。
flows-zero-window = 表示没有空间了。窗口重新打开之前，发送方必须等。
flows-window-probe = ≈ 没有空间，却发了一个字节：这是在问窗口是否又打开了。
flows-window-update = ≈ 只有窗口变了：告诉对方现在有多少空间。
flows-keep-alive = ≈ 没有新内容的询问：重复最后一个序号，看看对方是否还在。
flows-keep-alive-ack = ≈ 对保活的回答：我还在。
flows-reset = 中断连接（RST）。没有送达的数据就丢失了。
flows-port-reused = ≈ 新连接用了先前一个连接的端口，而那个连接的结束在这里没有看到。

# housekeeping: what it is, and how much of it
flows-chore-keep-alive = ≈ 例行维护：有一段时间没有数据，TCP 问对方是否还在（SO_KEEPALIVE）。它不带任何新字节。
flows-chore-keep-alive-answer = ≈ 例行维护：对保活的回答，对方还在。
flows-chore-ping = 例行维护：wirelab 问对方的 wirelab 是否还在，不是谁输入的。
flows-chore-pong = 例行维护：对 ping 的回答，对方的 wirelab 还在。
flows-chore-acknowledgement = ≈ 例行维护：TCP 只确认了 ping 或它的回答，没有别的。
flows-chore-question = 例行维护：wirelab 在对话之外，通过 UDP 端口 10100 询问那里有没有 wirelab 在监听。与你通信的程序收不到它。
flows-chore-answer = 例行维护：对“有没有 wirelab”的回答：来自对方的 wirelab，或者因为没有程序占用那个端口而来的 ICMP 差错。
flows-chore-call = 例行维护：这次调用是 wirelab 自己做的，与你说的话无关。
flows-keep-alives = { $n ->
   *[other] { $n } 次保活
}
flows-pings = { $n ->
   *[other] { $n } 次 ping
}
flows-questions = { $n ->
   *[other] { $n } 次询问（有没有 wirelab）
}
flows-answers = { $n ->
   *[other] { $n } 个例行维护的回答
}

# the arithmetic of the numbers (relative ones)
flows-sum-syn = seq { $seq } + 1 = { $next }：SYN 占一个序号。
flows-sum-fin = seq { $seq } + 1 = { $next }：FIN 占一个序号。
flows-sum-data = seq { $seq } + { $length } 字节 = { $next }：下一个字节的序号。
flows-sum-data-one = seq { $seq } + { $length } 字节 + 1 = { $next }：SYN 或 FIN 占一个序号。
flows-sum-ack = ack { $ack }：期待对方的下一个字节。
flows-sum-ack-syn = ack { $ack } = { $seq } + 1：对方的 SYN 到了。
flows-sum-ack-fin = ack { $ack } = { $seq } + 1：对方的 FIN 到了。
flows-sum-ack-data = ack { $ack } = { $seq } + { $length }：{ $ack } 之前的字节都到了。
flows-sum-ack-data-one = ack { $ack } = { $seq } + { $length } + 1：所有字节和 FIN 都到了。

# phases
flows-phase-open = 三次握手完成：连接在两个方向上都打开了。
flows-phase-closing = { $who } 先关闭：它没有数据要发了。
flows-phase-closed = 双方都已关闭，并且都知道对方已关闭。
flows-phase-reset = 连接中断：两个方向都不再传送。
flows-phase-refused = 被拒绝：那里没有程序接受连接。

# how a connection begins and ends
flows-fin-in-one = ACK 和 FIN 合在一个报文段里：既确认了第一个 FIN，自己也没有数据要发，于是同时关闭自己的方向。所以 FIN、ACK、FIN、ACK 四步只用了三个报文段。
flows-fin-by-itself = 单独的第二个 FIN：第一个 FIN 先前已由另一个报文段确认。所以四步是四个报文段。
flows-fin-crossed = ≈ 双方同时关闭：这个 FIN 发出时，第一个 FIN 还没有到，因为它的确认号没有把那个 FIN 算进去。
flows-fin-half = 对方的 FIN 得到确认。这一端还没有关闭：它仍可以发送（半关闭）。
flows-fin-last = 最后一个 ACK，来自先关闭的一端。它现在停在 TIME-WAIT，以防这个 ACK 丢失、FIN 重来。
flows-fin-last-crossed = ≈ 确认了与自己的 FIN 交叉而过的那个 FIN。双方同时关闭，所以都停在 TIME-WAIT。
flows-syn-here = ≈ 到现在没有回答，而这个 SYN 就是发给本机的。可能是监听者的 accept 队列满了，因为它的程序没有调用 accept()：这时 ss -ltn 里它的 Recv-Q 大于 Send-Q。也可能是本机防火墙丢弃了它。
flows-syn-far = ≈ 到现在没有回答。可能主机没有开机，可能被防火墙丢弃，也可能监听队列满了：从这里看都一样。

# what goes, in few words
flows-what-tcp = { $flags }
flows-what-tcp-data = { $flags }，{ $count } 字节
flows-what-missing = ≈ 有 { $count } 个字节没有看到
flows-what-arp-request = 谁有 { $address }？
flows-what-arp-reply = { $address } 在 { $mac }
flows-what-echo-request = 回送请求 { $seq }
flows-what-echo-reply = 回送应答 { $seq }
flows-what-icmp = { $protocol } 类型 { $kind }
flows-what-other = { $protocol }，{ $count } 字节
