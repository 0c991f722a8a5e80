# 实验 backlog：listen(n) 与 accept 之前的队列。

backlog-title = 等待队列
backlog-about = listen(n)：accept 之前谁已经连上，其余的又如何
backlog-knob-backlog = listen(n) 的 n
backlog-knob-clients = 客户端数
backlog-why-bind = 端口 0：由内核挑一个。
backlog-why-listen = 从现在起内核自己完成握手，不管你调不调用 accept。
backlog-why-connect = 握手完成它才返回。此时还没有人调用 accept。
backlog-why-look = 内核自己的清单：监听套接字的队列，以及每个客户端的状态。
backlog-ask = listen({ $backlog })，{ $clients } 个客户端，没有 accept。有几个连上了？
backlog-answer-count = { $count } 个
backlog-sentence = listen({ $backlog })：{ $queue } 个连接在等 accept，内核的上限是 { $limit }；其余的没有被拒绝，只是在等。
backlog-found-connected = 有 { $count } 个客户端在 accept 之前就连上了。
backlog-key-add = 再来一个客户端
backlog-key-add-short = 客户端
backlog-key-accept = accept 一个
backlog-key-accept-short = accept
