# packets：面板的其他画面

packets-flows-title = 会话
packets-flows-about = 会话：谁和谁通信，多少数据，进展如何
packets-flows-key-open = 它的时序图；折叠的例行维护则展开
packets-flows-key-order = 换一种排序：开始先后、字节最多、帧最多、最近活动
packets-flows-key-order-short = 换排序
packets-key-unfold-short = 展开
packets-flows-empty = 还没有会话：还没有带两端地址的帧经过。
packets-flows-by-number = 按开始顺序
packets-flows-by-bytes = 字节最多在前
packets-flows-by-frames = 帧最多在前
packets-flows-by-latest = 最近活动在前
packets-flows-number = #
packets-flows-protocol = 协议
packets-flows-ends = 发起方与对方
packets-flows-state = 状态
packets-flows-frames = 帧
packets-flows-bytes = 字节
packets-flows-duration = 持续
packets-flows-rtt = 往返
packets-flows-notes = 发现
packets-flows-unknown = 中途看到
packets-flows-opening = 正在建立
packets-flows-open = 已建立
packets-flows-closing = 正在关闭
packets-flows-closed = 已关闭
packets-flows-reset = 被中断
packets-flows-again = 次重传
packets-flows-disorder = 次乱序
packets-flows-gaps = 处缺口
packets-flows-duplicates = 个重复 ACK
packets-flows-full = 次窗口满
packets-flows-run = { $n ->
   *[other] { $n } 个只有例行维护的会话
}
packets-flow-title = 会话 { $number }  { $protocol }  { $ends }
packets-no-flow = 这条记录不属于任何会话。
packets-nothing-selected = 这里还没有列出可以选中的记录。
packets-gone = 这条记录已不在了：新的记录占用了它的空间。
packets-no-pause = 文件不会自己增加内容：没有可以暂停的。
packets-housekeeping-none-hidden = 目前没有被隐藏的例行维护。以后出现的会显示。
packets-housekeeping-none-shown = 目前没有可以隐藏的例行维护。以后出现的会隐藏。

packets-mark-malformed = 格式错误
packets-mark-cut = 截断
packets-stream-title = 流
packets-stream-about = 流：两端程序真正说了什么，逐字节列出
packets-stream-key-form = 换一种写法：文本、十六进制、Python bytes
packets-stream-key-form-short = 换写法
packets-stream-key-left = 各行移回左边
packets-stream-key-right = 看各行右边的内容
packets-stream-no-more = 各行到此为止。
packets-stream-key-open = 打开带来这些字节的数据包
packets-stream-key-open-short = 该数据包
packets-stream-text = 文本
packets-stream-hex = 十六进制
packets-stream-raw = Python bytes 写法
packets-stream-cut = 内容太多，没有全部显示
packets-stream-empty = 还没有负载：这段会话里只有首部经过。
packets-stream-gap = [这里有 { $n } 字节没有看到] 

packets-ladder-title = 时序图
packets-ladder-about = 时序图：时间向下，每个箭头是一台主机发给另一台的一帧
packets-ladder-key-open = 打开这一帧；折叠的例行维护则展开
packets-ladder-key-all = 列出的全部画在一张图里，或只画这个会话
packets-ladder-key-all-short = 列出的全部
packets-ladder-key-one-short = 只看本会话
packets-ladder-key-numbers-short = 真实序号

packets-sum-title = 计算 { $protocol } 的校验和
packets-sum-keys = 校验和
packets-sum-about = 校验和：各字相加，进位加回，所有位取反
packets-sum-key-close = 关闭校验和计算
packets-sum-key-close-short = 关闭
packets-sum-there = 帧里第 { $offset } 字节处写的是 { $value }。要检验它，把所有 16 位的字加起来：
packets-sum-offset = 字节
packets-sum-what = 内容
packets-sum-word = 字
packets-sum-running = 累计
packets-sum-more = 还有 { $n } 个字，合计
packets-sum-fold = 超出 16 位的部分加回低位：{ $carry } + { $low } = { $sum }
packets-sum-turned = 所有位取反：{ $sum } → { $checksum }
packets-sum-pseudo = 只算伪首部得到 { $value }。如果让网卡来完成计算，系统就先把这个值留在字段里。
packets-sum-source = 源地址（伪首部）
packets-sum-destination = 目的地址（伪首部）
packets-sum-protocol = 协议号（伪首部）
packets-sum-length = 长度（伪首部）
packets-sum-itself = 校验和本身，按 0 计
packets-sum-odd = 最后一个字节，后面补 0
packets-sum-payload = 负载
packets-no-sum = 这一帧里没有可以计算的校验和。

packets-open-title = 打开抓包文件
packets-open-hint = enter 打开，tab 补全，esc 离开
packets-open-no-such = 没有以此开头的文件或文件夹。
packets-open-opening = 正在打开……
packets-open-problem = 没有打开：{ $why }。
packets-open-more = 还有更多
packets-open-what = pcap 或 pcapng，可以是 .gz。实时记录照常进行；再按 { KEY("packets.open-file") } 关闭文件。
packets-save-title = 保存数据包
packets-save-hint = enter 保存，tab 换范围，esc 离开
packets-save-which = { $which }：{ $n ->
   *[other] { $n } 帧
}
packets-save-listed = 列表中显示的
packets-save-all = 保留着的全部
packets-save-selected = 选中的一个
packets-save-flow = 选中的那一个所在的会话
packets-save-what = 文件名的结尾决定格式：.pcapng .pcap（也可加 .gz）、.json、.txt、.py
packets-saved = { $n ->
   *[other] 已保存 { $n } 帧
} 到 { $path }{ $left ->
    [0] 。
   *[other] ；有 { $left } 帧没有保存：它们的字节不全是已知的。
}
packets-not-saved = 没有保存：{ $why }
packets-nothing-to-save = 没有可保存的帧，或没有写文件名。
packets-nothing-to-copy = 这里没有可复制的内容。
packets-copied = { $n ->
   *[other] 已复制 { $n } 字节
}（要终端允许程序写剪贴板，即 OSC 52）。
packets-file-reading = 正在读 { $percent } %，{ KEY("global.back") } 停止
packets-file-stopped = 停在 { $percent } %
packets-file-done = 文件
packets-file-problem = 已读到结尾，但：{ $why }
packets-file-failed = 读不了这个文件：{ $why }
packets-pinned = 已留住：需要腾地方时，这条记录也会留下。
packets-unpinned = 不再特意留住：需要腾地方时它会被清除。
packets-pins-full = 不能留住这么多记录。
packets-ladder-empty = 没有可画的：这段会话的帧都已不在了。
packets-ladder-relative = 序号从 0 起
packets-ladder-absolute = 序号用原值
packets-ladder-rungs = { $n ->
   *[other] { $n } 帧
}
packets-ladder-cut = 没有全部显示
packets-ladder-run = 折叠起来的例行维护：{ KEY("ladder.open") } 在这里展开，{ KEY("ladder.housekeeping") } 展开所有折叠或隐藏的。
packets-ladder-inferred = ≈ 是从这里看到的推断出来的，没有问过那一端。
packets-whole = 来自第 { $frames } 帧：{ $n } 字节
packets-opened-keys = 打开的数据包
packets-opened-about = 打开的数据包：各层、各字段以及对应的字节
packets-opened-frame = 数据包 { $number }
packets-opened-call = 套接字调用
packets-opened-key-left = 到前一字节所在的字段
packets-opened-key-right = 到后一字节所在的字段
packets-opened-key-right-short = 下一字节
packets-opened-key-layer-up = 到前一层
packets-opened-key-layer-down = 到后一层
packets-opened-key-layer-down-short = 下一层
packets-opened-key-go-to = 打开该字段指出的、或带来这些字节的数据包
packets-opened-key-go-to-short = 该数据包
packets-opened-names-none = 这个字段没有提到别的数据包。
packets-opened-own-bytes = 这些字节就是这个数据包带来的。
packets-brought = { $n ->
   *[other] 来自第 { $frames } 帧
}
packets-brought-by-none = 没有看到
packets-opened-no-byte = 那边没有字节：帧到此为止，或者这个字段没有自己的字节。
packets-opened-no-layer = 那边没有别的层了。
packets-call-no-frame = 套接字调用不是帧：没有字节，也没有分层。请打开它引起的某一帧。
packets-ladder-states = 发送方 { $from }，接收方 { $to }
packets-ladder-listed = 列出的全部
packets-flows-some = { $all } 个中最近的 { $n } 个
packets-file-filter-stopped = 已停止：后面的数据包没有看
