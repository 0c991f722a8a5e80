# 实验 stream：send 不是消息。

stream-title = 字节流
stream-about = send 不是消息：字节流怎样把它们粘在一起、切开，怎样才能分得开（粘包）

stream-knob-framing = 分帧
stream-framing-none = 无
stream-framing-pause = 停顿
stream-framing-delimiter = 换行符
stream-framing-length = 前置长度
stream-framing-fixed = 固定长度
stream-knob-reader = 接收方
stream-reader-slow = 先忙别的
stream-reader-fast = 在 recv 中等
stream-knob-gap = 两次 send 间隔
stream-knob-recv = recv(n) 的 n
stream-knob-sends = send 次数
stream-knob-nagle = Nagle 算法
stream-nagle-on = 开
stream-nagle-off = 关
stream-knob-text = 消息
stream-knob-size = 大小（0：原样）
stream-unit-ms = 毫秒
stream-unit-bytes = 字节
stream-no-message = 至少输入一条消息；消息之间用 | 隔开，\n 表示换行。

stream-why-bind = 端口 0：由内核挑一个。
stream-why-nodelay = 关掉 Nagle 算法：小的段也立刻发出。
stream-why-quickack = 从现在起确认可以晚到：Nagle 算法等的就是确认。
stream-why-send = send 把字节交给内核。字节里没有什么说明消息到哪里为止。
stream-why-delimiter = 每条消息以换行结束；消息里的换行写成 \n，反斜杠写成 \\。
stream-why-length = 前面两个字节（网络字节序）说明消息有多长。
stream-why-fixed = 每条消息都用零字节填到同样的长度。
stream-why-gap = 下一次 send 晚一点。
stream-why-pause = 想用停顿把消息隔开。
stream-why-busy = 接收程序正忙别的事。它的内核照样收下字节。
stream-why-unread = 内核自己的计数：已经到了、还没人读的字节。
stream-why-recv = recv 给出此刻已到的字节，最多 n 个。它不知道 send 的边界。
stream-why-rest = 还有 send 在等空间：现在一次多读一些。
stream-why-udp = 同样的发送，再用 UDP 来一遍。
stream-why-sendto = 每次 sendto 是一个数据报。
stream-why-recvfrom = 每次 recvfrom 给一个数据报。放不下的部分就丢了。

stream-ask-first = 调用 { $sends } 次 send，第一次发 { $bytes } 个字节。第一次 recv({ $recv }) 得到什么？
stream-answer-exactly = 正好是第一次 send 的内容
stream-answer-part = 只有其中一部分
stream-answer-more = 它，外加后面 send 的字节
stream-ask-messages = { $sends } 条消息，{ $framing }。接收方能完整分开地得到几条？
stream-answer-all = 全部
stream-answer-some = 一部分
stream-answer-no = 一条也没有

stream-cure-none = 不分帧
stream-cure-delimiter = 每条以换行结束
stream-cure-length = 前面两个字节给出每条的长度
stream-cure-fixed = 每条占 { $length } 个字节
stream-cure-pause = 中间停顿 { $pause } 毫秒

stream-sentence-failed = { $call } 失败：{ $errno }。什么也没收到。
stream-sentence-apart = { $sends ->
    [1] 只有一次 send，它作为一次 recv 到达。
   *[other] 这一次，{ $sends } 次 send 各自作为一次 recv 到达。但没有谁保证如此：接收方一忙，或 recv 要得少，就会粘连、切开。
}
stream-sentence-mixed = { $sends } 次 send 变成 { $recvs } 次 recv{ $merges ->
    [0] { "" }
   *[other] ；{ $merges } 次 recv 里有几次 send 的字节（粘包）
}{ $cuts ->
    [0] { "" }
   *[other] ；{ $cuts } 次 send 被切开
}{ $letters ->
    [0] { "" }
   *[other] ；{ $letters } 个字符被切成两半
}{ $unread ->
    [0] { "" }
   *[other] ；还有 { $unread } 个字节没读
}。TCP 传的是字节，不是消息。
stream-sentence-framed = { $sends } 次 send 变成 { $recvs } 次 recv，接收程序仍然完整分开地得到了每条消息：{ $cure }。
stream-sentence-framed-part = 到此为止能分出 { $sends } 条消息中的 { $right } 条（{ $cure }）：还有 { $unread } 个字节没读。
stream-sentence-pause-luck = { $sends ->
    [1] 只有一次 send，{ $gap } 毫秒的停顿没有什么可隔开。
   *[other] 这一次，{ $gap } 毫秒的停顿把 { $sends } 次 send 隔开了。那是运气：接收方一忙，或 recv 要得少，就又混在一起。
}
stream-sentence-pause-recv = { $gap } 毫秒的停顿没有把 send 隔开：第一次 recv 之前，{ $bytes } 个字节已挤在一起。只是 recv({ $recv }) 碰巧停在 send 的结尾处。
stream-sentence-pause-less = 停顿这一次失败了：{ $sends ->
    [1] 1 次 send
   *[other] { $sends } 次 send（间隔 { $gap } 毫秒）
} 变成 { $recvs } 次 recv。recv({ $recv }) 给的比最长的消息少。{ $sends } 条消息中 { $right } 条正确。
stream-sentence-pause-slow = 停顿这一次失败了：{ $sends ->
    [1] 1 次 send
   *[other] { $sends } 次 send（间隔 { $gap } 毫秒）
} 变成 { $recvs } 次 recv，因为接收方忙了 { $busy } 毫秒。{ $sends } 条消息中 { $right } 条正确。
stream-sentence-pause-fast = 停顿这一次失败了：{ $sends ->
    [1] 1 次 send
   *[other] { $sends } 次 send（间隔 { $gap } 毫秒）
} 变成 { $recvs } 次 recv。{ $sends } 条消息中 { $right } 条正确。

stream-found-sends = { $n } 次 send 交出 { $bytes } 个字节。
stream-found-recvs = { $n } 次 recv 得到 { $bytes } 个字节。
stream-found-waiting = 第一次 recv 之前，{ $busy } 毫秒后，已到 { $bytes } 个字节：排成一行等着，没有边界。
stream-found-merges = { $n } 次 recv 含有不止一次 send 的字节。
stream-found-cuts = { $n } 次 send 分成几次 recv 才到齐。
stream-found-letters = { $n } 个字符被切成两半。
stream-found-undecodable = { $n ->
    [0] 每次 recv 单独都是合法的 UTF-8。
   *[other] { $n } 次 recv 单独不是合法的 UTF-8：data.decode() 会抛出 UnicodeDecodeError。
}
stream-found-recovered = { $sends } 条消息中 { $right } 条完整分开地得到（{ $cure }）。
stream-found-wrong = { $n ->
    [0] 接收程序没有多出假消息。
   *[other] 接收程序得出的消息里，有 { $n } 条其实没有人发过。
}
stream-found-segments = 抓到的帧里，{ $sends } 次 send 装在 { $n } 个带数据的段里发出。
stream-found-nagle-joined = Nagle 算法：小的 send 先留在发送方内核里等确认，然后一起发出。
stream-found-nagle-apart = Nagle 算法开着，但这一次没有把 send 合在一起。
stream-found-nagle-off = Nagle 算法关着：没有扣住任何 send。
stream-found-nagle-unseen = Nagle 算法做了什么，只有在段里才看得出，所以这里看不到。
stream-found-no-frames = 这里抓不到帧，看不到段：练习网线不需要权限（--on cable）。
stream-found-datagrams = UDP：发出 { $sent } 个数据报，收到 { $came } 个，每次 recvfrom 一个。
stream-found-datagrams-cut = { $n ->
    [0] 没有数据报比给它的地方大。
   *[other] { $n } 个数据报比给它的地方大：多出的部分被丢掉了。
}
stream-found-unread = 还有 { $bytes } 个字节没读：调用 { $calls } 次 recv 后在此停下。

stream-key-send = 再 send 一次
stream-key-send-short = 再 send
stream-key-recv = 再 recv 一次
stream-key-recv-short = 再 recv

stream-row-sent = 发送
stream-row-segments = 段
stream-row-kernel = 内核
stream-row-received = 接收
stream-row-messages = 消息
stream-row-udp-sent = UDP 发
stream-row-udp-received = UDP 收
stream-legend-joined = 两次 send 粘连
stream-legend-cut = 一次 send 被切开
stream-legend-half = 半个字符
stream-legend-waits = 等着，没读
stream-legend-held = 未发出
stream-messages-right = { $sends } 条中 { $right } 条正确
stream-message-bytes = 第 { $from } 到 { $to } 字节
stream-messages-none = 还没有
