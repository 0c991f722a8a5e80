# 实验 backlog：listen(n) 与 accept 之前的队列。

backlog-title = 等待队列
backlog-about = listen(n)：accept 之前谁已经连上，其余的又如何
backlog-knob-backlog = listen(n) 的 n
backlog-knob-clients = 客户端数
backlog-knob-arrive = 到来方式
backlog-knob-accepts = 然后 accept 几次
backlog-arrive-one-by-one = 一个一个来
backlog-arrive-at-once = 先来 n 个，其余同时到
backlog-arrive-all-at-once = 全部同时到
backlog-why-cap = 内核给所有 listen(n) 的上限，你的也一样。
backlog-why-abort = 0：遇到队列已满的就让它等。1：把它复位。
backlog-why-cookies = 不是 0：半开的握手太多时，对 SYN 只回答、不记录（SYN cookie）。
backlog-why-bind = 端口 0：由内核挑一个。
backlog-why-listen = 从现在起内核自己完成握手，不管你调不调用 accept。
backlog-why-connect = 握手完成它才返回。此时还没有人为它调用 accept。
backlog-why-address = 它正等在 connect 里，所以由实验台来问：内核给了它哪个端口？
backlog-why-send = 已经连上，就可以发送，不需要有人先 accept 它。
backlog-why-look = 内核自己的清单：监听套接字的队列，以及每个客户端的两端。
backlog-why-deaf = 它暂时丢掉收到的一切，握手就停在一半。
backlog-why-together = SYN 发出去了。对它的回答会丢失。
backlog-why-held = 它们的握手同时都停在一半。
backlog-why-hears = 现在它又听得见了：等报文段再发一次，大家就在同一时刻继续。
backlog-why-accept = 从队列里取出一个连接，等得最久的那个。此时不发生握手。
backlog-why-recv = 它在被 accept 之前发的，早已在这里了。
backlog-why-wait = 现在有空位了。没有人通知其余的：它们的 TCP 会自己再试，间隔越来越长。
backlog-ask = listen({ $backlog })，{ $clients } 个客户端。在调用 accept 之前，有几个两端都连上了？
backlog-answer-none = 一个也没有：要先 accept
backlog-answer-some = 有，但最多 { $count } 个
backlog-answer-count = { $count } 个
backlog-answer-more = 更多，最多全部 { $count } 个
backlog-answer-all = 全部 { $count } 个
backlog-limit = 上限 { $limit }
backlog-limit-and-one = 上限 { $limit }，再多一个
backlog-limit-capped = 上限 { $limit }：被 net.core.somaxconn 限住
backlog-sentence-room = listen({ $backlog })，{ $limit }：调用 accept 之前有 { $connected } 个客户端已经连上并发送了；没有谁遇到队列已满。
backlog-sentence-full = listen({ $backlog })，{ $limit }：accept 之前有 { $connected } 个已连上并发送；另有 { $beyond } 个在等{ $own_end ->
    [0] {""}
   *[other] （其中 { $own_end } 个只有自己一端连上）
}{ $refused ->
    [0] {""}
   *[other] ，{ $refused } 个被复位
}{ $gave_up ->
    [0] {""}
   *[other] ，{ $gave_up } 个放弃了
}。{ $accepts ->
    [0] {""}
   *[other] accept { $accepts } 次，又进来 { $let_in } 个。
}{ $lost ->
    [0] {""}
   *[other] 在等的当中，后来有 { $lost } 个被复位或放弃了。
}
backlog-sentence-failed = connect 失败 { $count } 次（{ $errno }），这与队列无关；accept 之前连上的有 { $connected } 个。
backlog-found-backlog = 调用了 listen({ $backlog })。
backlog-found-somaxconn = net.core.somaxconn 是 { $cap }：任何 listen(n) 的上限都不会更大。
backlog-found-no-abort = net.ipv4.tcp_abort_on_overflow 是 0：遇到队列已满的就等着，不会被复位。
backlog-found-abort = net.ipv4.tcp_abort_on_overflow 已打开：握手结束时遇到队列已满的会被复位。
backlog-found-abort-unknown = 这里读不到 net.ipv4.tcp_abort_on_overflow。
backlog-found-cookies = net.ipv4.tcp_syncookies 是 { $cookies }：对 SYN 可能只回答、不记录。
backlog-found-no-cookies = net.ipv4.tcp_syncookies 是 0：SYN 要么被记录，要么被丢弃。
backlog-found-server = { $call } 失败，{ $errno }：没有队列。
backlog-found-limit = 监听套接字报告的上限是 { $limit }。
backlog-found-queue = 调用 accept 之前它报告队列里有 { $queue } 个。
backlog-found-connected = 调用 accept 之前两端都连上的客户端：{ $count } 个。
backlog-found-succeeded = 到那时已经成功的 connect：{ $count } 次。
backlog-found-sent = 调用 accept 之前客户端已发送的字节：{ $bytes }。
backlog-found-beyond = 在队列之外等待的客户端：{ $count } 个。
backlog-found-syn-sent = 其中处于 SYN-SENT 的（服务器内核丢掉了它们的 SYN）：{ $count } 个。
backlog-found-syn-received = 其中客户端一端 ESTABLISHED、服务器一端 SYN-RECEIVED 的：{ $count } 个。
backlog-found-alone = 其中客户端一端 ESTABLISHED、服务器内核却没有记录的（用 SYN cookie 回答的，或已被忘掉的）：{ $count } 个。
backlog-found-refused = 整个过程中被复位的客户端：{ $count } 个。
backlog-found-gave-up = TCP 不再尝试的客户端：{ $count } 个。
backlog-found-failed = 因其他原因失败的 connect：{ $count } 次（{ $errno }）。
backlog-found-accepted = 被 accept 的连接：{ $count } 个。
backlog-found-read = 从被 accept 的客户端读到的字节：{ $bytes }。
backlog-found-queue-after = 第一次 accept 之后的队列：{ $queue } 个。
backlog-found-let-in = 此后自己进来的、原先在外面等的客户端：{ $count } 个。
backlog-found-queue-end = 最后的队列：{ $queue } 个。
backlog-key-add = 再来一个客户端
backlog-key-add-short = 客户端
backlog-key-accept = accept 一个
backlog-key-accept-short = 调 accept
backlog-pic-clients = 客户端
backlog-pic-queue = 队列 { $queue }，上限 { $limit }
backlog-pic-no-queue = listen(n) 的队列
backlog-pic-server = 服务器
backlog-pic-server-accepted = 服务器：已 accept { $count } 个
backlog-pic-server-short = 已 accept { $count } 个
backlog-pic-server-waits = 服务器在 accept 里等
backlog-pic-server-waits-short = accept 在等
backlog-pic-limit = 上限 { $limit }
backlog-pic-hidden = 还有 { $count } 个位置
backlog-pic-more = 还有 { $count } 个在等
backlog-pic-unread = { $bytes } 字节未读
backlog-pic-read = 读到 { $bytes } 字节
backlog-pic-accepted = 已 accept
backlog-pic-dropped = SYN 被丢弃，会再试
backlog-pic-no-answer = 还没有回答
backlog-pic-no-room = SYN-RECEIVED：没有空位
backlog-pic-half-open = SYN-RECEIVED：半开
backlog-pic-alone = 这里没有它的记录
backlog-pic-refused = 被复位
backlog-pic-gave-up = 它的 TCP 放弃了
backlog-pic-failed = connect 失败：{ $errno }
