# 窗格之外的界面、网卡/聊天/数据包窗格、按键与帮助。

app-too-small = wirelab 至少需要 { $columns } × { $rows } 个字符的窗口，请把窗口放大。
app-frames = { $n } 帧
app-frames-at-hand = 一共 { $of } 帧，手边只有前 { $n } 帧。
app-lost = 丢失 { $n }
app-lost-where = 丢失 { $n }（内核 { $kernel }，实验室 { $lab }）
app-practice = 练习
app-capture-none = 未抓包
app-capture-waits = 正在启动抓包
app-capture-off = 抓包已关闭（--no-capture）
app-capture-denied = 没有抓包权限：发送的内容将以“重建”方式显示
app-capture-remedy = 按 p 可在练习环境中抓包，无需任何权限。管理员可以这样授权：sudo setcap cap_net_raw+ep { $path }（重新编译或 NFS 主目录会使其失效）
app-capture-lost = { $name } 已停止抓包：{ $why }
app-no-chinese = 这个终端无法显示中文。
app-no-chinese-remedy = 需要 UTF-8：例如在终端窗口中使用 LANG=zh_CN.UTF-8。
app-no-interface = （还）没有名为 { $names } 的网络接口：出现后就会抓包。
app-no-interface-remedy = 本机的网络接口：{ $names }

view-lab = 实验台
view-interfaces = 网络接口
view-chat = 聊天
view-encapsulation = 封装
view-packets = 数据包

key-open = 打开选中的项
key-open-short = 打开
key-write = 在聊天中输入（回车也可以）
key-write-short = 输入
key-play = 播放或暂停
key-play-short = 播放/暂停
key-left = 后退一步；打开的帧里是一个字节
key-right = 前进一步；打开的帧里是一个字节
key-step-short = 单步
key-model = 换一种形式：七、五、四层；文本、十六进制；排序
key-model-short = 7/5/4 层
key-filter = 过滤数据包
key-filter-short = 过滤
key-ladder = 这段会话的时序图：谁在何时说了什么
key-ladder-short = 时序图
key-follow = 按顺序看会话的字节（跟踪流）
key-follow-short = 流
key-flows = 全部会话
key-flows-short = 会话
key-work-out = 一步步计算校验和
key-work-out-short = 校验和
key-save = 把数据包或当前消息存成文件
key-save-short = 保存
key-open-file = 打开抓包文件；再按一次关闭
key-copy = 复制所选内容（十六进制），或把当前视图复制成文本
key-copy-python = 复制所选内容（Python bytes）
key-absolute = 序号：从 0 起，或线路上的原值
key-pin = 留住这个数据包，不被新的挤掉
key-all = 显示全部数据包，或只显示自己的
key-housekeeping = 同时显示例行维护（保活、ping、询问），或隐藏它
key-housekeeping-short = 例行维护
key-all-short = 全部/我的
key-encapsulate = 让它逐层走一遍
key-encapsulate-short = 分层
key-faster = 加快
key-slower = 放慢
key-layer-up = 上一层
key-layer-down = 下一层
key-layer = 到第 1 层；alt-2 到 alt-7：到其他层
key-explain = 这一步的全部说明，或收起
key-explain-short = 为什么
key-both-ends = 两端对照：消息发出时和对方收到时的样子
key-both-ends-short = 两端
key-side-by-side = 同一条消息：TCP 与 UDP 并排对照
key-side-by-side-short = TCP/UDP
key-predict = 每一步先猜后看；再按一次关闭
key-predict-short = 预测
key-next-frame = 这条消息的下一帧（长消息会分成几帧）
key-previous-frame = 这条消息的上一帧
key-report = 把当前窗格的内容放进实验报告
key-picture = 把屏幕存成图片（SVG）
key-partner = 启动或停止练习伙伴
key-partner-short = 练习伙伴
key-up = 向上
key-down = 向下
key-page-up = 上一页；封装里是上一条消息
key-page-down = 下一页；封装里是下一条消息
key-top = 到第一项
key-bottom = 到最后一项；数据包列表恢复跟随
key-next-pane = 下一个窗格
key-next-pane-short = 下一窗格
key-previous-pane = 上一个窗格
key-view-lab = 四个窗格
key-view-interfaces = 只看网络接口
key-view-chat = 只看聊天
key-view-encapsulation = 只看封装
key-view-packets = 只看数据包
key-zoom = 当前窗格占满屏幕，再按还原
key-zoom-short = 放大
key-back = 返回一级：关闭打开的内容
key-palette = 搜索所有功能
key-palette-short = 命令
key-language = English
key-language-short = English
key-theme = 更换配色
key-mouse = 鼠标：由 wirelab 使用，或交还终端以选择文字
key-redraw = 重画屏幕
key-suspend = 把 wirelab 放到后台（用 fg 回来）
key-end = 立即结束（有人连接时先询问）
key-help = 当前窗格的帮助
key-help-short = 帮助
key-quit = 退出
key-quit-short = 退出

footer-send = 发送
footer-leave-line = 离开输入行
footer-commands = 命令
footer-apply = 过滤

help-title = 帮助
help-hint = ↑↓ 滚动，按其他键关闭
help-interfaces = 网络接口：本机如何联网，实时显示
help-chat = 聊天：用 TCP 或 UDP 与旁边的机器对话
help-encapsulation = 封装：一条消息逐层加上首部，全部是真实字节
help-packets = 数据包：按时间顺序记录经过的内容
help-commands = 输入行里可以写
help-ticks = 已知你的消息到了哪里
help-tick-sent = 已交给本机内核
help-tick-acked = 对方的 TCP 已收到（已确认）
help-tick-delivered = 对方的程序已收到（只在两个 wirelab 之间）
help-filter = 过滤示例
help-signs = 符号
help-sign-yes = 检查过，正确：字节可以证明
help-sign-no = 检查过，不对：被丢弃
help-sign-inferred = 由已知的推出；在这里看不到
help-sign-unknown = 这里不知道，也不编造（字节显示为 ??）
help-sign-absent = 还没有，或已取下
help-sign-wire = 线路上的帧：按编号列出它的各层
help-everywhere = 任何地方
help-mouse = 鼠标：点击窗格、行或标签；滚轮滚动。要选择文字请按住 shift，或按 M。

palette-title = 所有功能
palette-hint = 输入以搜索，回车执行，esc 关闭
palette-nothing = 没有这样的功能

ask-title = 确定吗？
ask-hint = 回车或 y：是   esc 或 n：否
ask-end = 还有人连接着。结束 wirelab 吗？
ask-paste = { $n ->
   *[other] 把这 { $n } 行逐行发送出去吗？
}

interfaces-status = { $up } 个启用 · { $down } 个停用
interfaces-practice = 练习
interfaces-no-address = 没有地址
interfaces-up = 启用
interfaces-down = 停用
interfaces-no-carrier = 无网线
interfaces-scope-link = 仅本链路
interfaces-scope-host = 仅本机
interfaces-netmask = 子网掩码 { $mask }
interfaces-broadcast = 广播地址 { $address }
interfaces-counters = { $packets } 个包，{ $bytes }，{ $errors } 个错误，{ $dropped } 个丢弃
interfaces-gateway = 默认网关 { $address }（{ $name }）
interfaces-no-gateway = 没有默认网关
interfaces-dns = DNS { $servers }
interfaces-no-dns = 没有 DNS 服务器
interfaces-more = 下面还有 { $n } 行
interfaces-detail-kind = { $kind }，编号 { $index }
interfaces-detail-flags = 标志 { $flags }
interfaces-detail-mtu = MTU { $mtu }：能承载的最大数据包（字节）
interfaces-detail-mac = MAC（物理地址）{ $mac }
interfaces-detail-no-mac = 没有 MAC 地址：这种链路不用
interfaces-detail-close = esc：返回列表

host-row-address = 地址
host-row-mask = 子网掩码
host-row-network = 网络号
host-row-broadcast = 广播

chat-pane-you = 你
chat-pane-waiting = 等待
chat-pane-to = 发给 { $nick }
chat-pane-to-everyone = 发给全部 { $n } 人
chat-pane-title-listening = 监听
chat-pane-title-peers = { $n ->
    [0] 没有人
   *[other] { $n } 人在线
}
chat-pane-press-enter = 回车或 i：输入
chat-pane-press-tab = tab：到这个窗格
chat-pane-unseen = 下面有 { $n } 行新内容（G：去看）
chat-pane-strip = { $text } B 文本 → 线路上 { $wire } B   tab：去看
chat-pane-empty = 还没有人可以聊天。
chat-pane-empty-partner = 在本机上启动一个练习伙伴
chat-pane-empty-listen = 等旁边的机器来连接
chat-pane-empty-connect = 主机：去连接它（netcat 或 Python 也行）
chat-pane-empty-write = 按回车开始输入。
chat-pane-nobody = 没有人连接：你写的内容留在输入行里。
chat-pane-nobody-remedy = 先按 esc，再按 p：启动练习伙伴；或者 /listen，或者 /connect 主机
chat-pane-listen-stopped = { $transport }：不再等待连接。
chat-pane-connecting = 正在连接 { $target }（{ $address }）……
chat-pane-silent = { $nick }：已有 { $seconds } 秒没有消息。你写的内容会保留。
chat-pane-reconnecting = { $nick }：连接断了，正在重连。你写的内容会保留。
chat-pane-resumed = { $nick } 回来了；现在发送保留的内容。
chat-pane-away = { $nick }：连接断了，正在等对方重新连接。你写的内容会保留。
chat-pane-joined = { $nick } 从 { $address } 通过 { $transport } 加入。
chat-pane-connected = 已连接到 { $nick }（{ $address }，{ $transport }）。
chat-pane-plain = 对方使用纯文本（netcat、telnet、Python 等）：最多显示 ✓。
chat-pane-is-plain = { $nick } 使用纯文本：最多显示 ✓。
chat-pane-renamed = { $before } 改名为 { $nick }。
chat-pane-cut = 这是一行长文本中的一段
chat-pane-assumed = 100 毫秒内没有换行符：当作一条消息
chat-pane-left = { $nick } 离开了：{ $why }
chat-pane-left-bye = 已告别
chat-pane-left-finished = 已发送完毕（FIN：对方关闭了发送方向）
chat-pane-left-reset = 重置了连接（RST）
chat-pane-left-silent = 没有应答，重连也没有成功
chat-pane-left-by-you = 由你关闭
chat-pane-left-idle = 很久没有消息，位置让给了新来的
chat-pane-listening = 正在等待连接：{ $transport } { $address }
chat-pane-no-address = 本机没有别人可以到达的地址。
chat-pane-type = 在另一台机器上输入：/connect { $target }
chat-pane-type-udp = 在另一台机器上输入：/udp，然后 /connect { $target }
chat-pane-type-here = 在本机另一个终端里输入：/connect { $target }
chat-pane-busy = 一次太多了：这条没有发出。
chat-pane-busy-remedy = 稍等一下再试。
chat-pane-no-such-command = 没有 /{ $word } 这个命令。
chat-pane-no-such-command-remedy = /help 列出所有命令；以 // 开头则作为文本发送
chat-pane-connect-where = 连接到谁？
chat-pane-connect-example = 例如：/connect 192.168.1.24 或 /connect lab-4:10101
chat-pane-use-tcp = 新连接使用 TCP。
chat-pane-use-udp = 新连接使用 UDP：不建立连接，每个数据报各自独立。
chat-pane-your-nick = 你的名字是 { $nick }。
chat-pane-peer = { $nick }：{ $transport } { $address }，本端 { $local }，往返 { $rtt } 毫秒
chat-pane-to-all = 你写的内容发给所有人。
chat-pane-unknown-peer = 没有叫 { $nick } 的人。
chat-pane-known = 现在有：{ $nicks }
chat-pane-nothing-to-close = 没有打开的连接。

chat-command-listen = [地址:端口]  等待连接（默认端口 10101）
chat-command-connect = 主机[:端口]  连接对方
chat-command-tcp = 新连接使用 TCP
chat-command-udp = 使用 UDP
chat-command-nick = 名字  改名
chat-command-peers = 谁在线，以及地址和往返时间
chat-command-to = 名字  只发给一个人；/to * 发给所有人
chat-command-close = [名字]  告别
chat-command-help = 本页

packets-following = 跟随中
packets-paused = { $n ->
    [0] 已暂停
   *[other] 已暂停，{ $n } 条等待
}
packets-new = { $n ->
    [0] 未跟随（G）
   *[other] { $n } 条新的（G）
}
packets-left-out = 略去你的 SSH 会话 { $n } 帧
packets-housekeeping-hidden = 隐藏例行维护 { $n } 条（H）
packets-housekeeping-all = 这里列出全部数据包，包括例行维护。用过滤条件 not housekeeping 可以去掉它。
packets-loopback = 环回：帧离开本机又立刻回到本机。→ 由发起会话的一方发出，← 是发回给它的。
packets-mine = 我的
packets-all = 全部
packets-filter-prompt = 过滤 /
packets-filter-example = tcp   port 80   ip.ttl < 10   tcp.flags.syn == 1   mine   and or not
packets-filter-error = 第 { $column } 列：{ $expected }
packets-empty-filter = 没有符合过滤条件的内容。按 Esc 取消过滤。
packets-empty-no-capture = 这里会显示你自己的套接字调用。
packets-empty-mine = 还没有你自己的数据包。找人聊聊，或按 a 查看全部。
packets-empty-all = 还没有数据包经过。
packets-no-bytes = 由其他字段推出
packets-bytes = { $n ->
    [one] 第 { $offset } 字节
   *[other] 从第 { $offset } 字节起共 { $n } 字节
}
packets-bits = 从第 { $offset } 字节起共 { $n } 位
packets-call-socket = 向内核申请一个套接字：会话的一端。它还没有地址。
packets-call-option = 设置套接字选项：{ $name }。
packets-call-bind = 给套接字绑定自己的地址和端口。端口 0 表示由内核选择。
packets-call-listen = 内核从现在起为这个地址接受连接；最多 { $n } 个可以排队等待 accept。
packets-call-accept = 取出下一个等待的连接：得到专为该对方的新套接字。监听的那个继续监听。
packets-call-connect = TCP：开始三次握手（SYN）。UDP：只记下对方地址，什么也不发送。
packets-call-connected = 握手完成：双方都已知道对方。
packets-call-send = 把字节交给内核。此时还没有到达对方。
packets-call-recv = 取出已到达的字节：有多少取多少，最多取要求的数量。没有消息边界。
packets-call-recv-end = 0 字节：对方已发送完毕（FIN）。
packets-call-sendto = 向这个地址发送一个数据报。
packets-call-recvfrom = 取出一个数据报，并得知它来自哪里。
packets-call-shutdown = 声明不再发送（FIN）。接收仍可继续。
packets-call-close = 归还套接字。
packets-call-failed = 失败：{ $error }
packets-call-ends = 本端 { $local }，对端 { $peer }

practice-pane-starting = 正在搭建练习伙伴……
practice-pane-ready = 练习伙伴准备好了：一台真实的主机，用自己的网线相连。
practice-pane-ready-what = 给它写点什么吧。它像课程里的回显服务器那样回答；exit 结束。所有帧都会被抓到。
practice-pane-loopback = 练习伙伴准备好了，在本机的回环接口上。
practice-pane-loopback-what = 给它写点什么吧；exit 结束。回环上没有网线：没有 ARP，MAC 地址全为零。
practice-pane-failed = 练习伙伴无法启动。
practice-pane-ended = 练习伙伴已离开。
practice-pane-name = 练习伙伴
chat-pane-connecting-address = 正在连接 { $address }……
chat-pane-sends = 你写的内容用 UDP 发给 { $nick }（{ $address }）：不建立连接，没有人告知是否到达。
chat-pane-plain-udp = 对方使用纯文本（wirelab 用一个数据报问过）：最多显示 ·。
chat-pane-already-listening = 你已经在等待连接了：{ $transport } { $address }
key-partner-end-short = 结束伙伴
ask-end-practice = 你正在和练习伙伴对话。要让它离开吗？
chat-pane-to-nobody = 发给 { $nick }（已离开）
chat-pane-to-gone = { $nick } 已离开；你写的内容只发给 { $nick }，所以没有发送。
chat-pane-to-gone-remedy = /to * 发给所有人，/to 昵称 发给另一个人；按 ↑ 找回你写的内容
chat-pane-paste-refused = 粘贴的 { $n } 行没有发送；输入行里原来的内容还在。
chat-pane-paste-cut = 粘贴的内容只取前 { $taken } 行，其余 { $cut } 行没有取。
chat-pane-paste-long = 输入行满了：粘贴的 { $n } 个字符没有放进去。
chat-pane-paste-asked = 刚才粘贴的内容没有取：当时有问题等你回答。请再粘贴一次。
chat-pane-finished = { $nick } 已结束发送（FIN），你仍然可以写给它。
chat-pane-finished-remedy = 3 秒内不写，本机也发出 FIN；/keep 可保持连接。
chat-pane-closing = { $nick } 已结束发送，{ $seconds } 秒后本机发 FIN   继续写，或 /keep
chat-pane-plainly = 与 { $nick } 之间使用纯文本。
chat-pane-not-delivered = { $count ->
    [1] 你的第 { $first } 条消息没有送达 { $nick }。
   *[other] 你有 { $count } 条消息没有送达 { $nick }：第 { $first } 至 { $last } 条。
}
chat-pane-turned-away = 已拒绝 { $address }：这里已有 1000 个对端在交谈。
chat-pane-turned-away-remedy = 在这种情况结束之前不再重复提示；/close 可以腾出位置。
chat-pane-unproved = 无法证明是谁发的：UDP 的源地址谁都可以随意填写。
chat-pane-left-crowded = 它什么也没说，而沉默的连接已经太多（以 FIN 关闭）
chat-pane-left-recognised = 它是你认识的对端，通过新连接回来了
chat-pane-left-returned = 它的程序重新启动了；为旧程序保留的内容不会发给新程序
chat-pane-left-succeeded = 现在由另一个程序在这个地址上应答；保留的内容不会发给它
chat-pane-speaks-auto = 新连接：对方有 wirelab 在监听时用实验室协议，否则用纯文本。
chat-pane-speaks-plain = 新连接使用纯文本，不再询问对方。
chat-pane-speaks-lab = 新连接使用实验室协议；普通程序会收到它的问候行。
chat-pane-speaks-what = /speaks 后面写 auto、plain 或 lab，“{ $word }”不是其中之一。
chat-pane-kept = 与 { $nick } 的连接一直保持，直到你 /close。
chat-pane-nothing-to-keep = 没有对端结束发送，不需要保持。
chat-command-speaks = auto|plain|lab  新连接使用的协议
chat-command-keep = [名字]  保持与已结束发送的对端的连接
