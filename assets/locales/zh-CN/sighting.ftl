# sighting：对方接口看到的

## 聊天协议里的提问和回答
sighting-kind-request = 询问对端所见
sighting-kind-answer = 回答本端所见
sighting-brief-request = 这在你的接口上是什么样？
sighting-brief-answer = 是这个样子
sighting-field-id = 回答里会重复提问的编号。
sighting-field-whose-asker = 问的是提问方发出的字节：到达时是什么样？
sighting-field-whose-answerer = 问的是被问方发出的字节：离开时是什么样？
sighting-field-by-stream = 用字节在 TCP 流里的位置来指明。
sighting-field-by-text = 用文本的编号来指明：丢了数据报也不会错。
sighting-field-offset = 在这个方向的流里，所问的第一个字节之前有多少字节。
sighting-field-length = 问的是多少个字节。
sighting-field-number = 所问文本的编号。
sighting-field-outcome-seen = 看到了：后面是这些帧的首部。
sighting-field-outcome-not-seen = 没有看到，或者已经不再保存。
sighting-field-outcome-refused = 那边的用户不愿意告诉。
sighting-field-outcome-no-right = 那边的程序没有抓包权限。
sighting-field-total = 在那边一共有多少帧携带了这些字节。
sighting-field-count = 后面有多少帧，最多 8 帧。
sighting-field-link = 帧的第一个首部怎样读：1 = 以太网，与抓包文件里的编号相同。
sighting-field-direction-unknown = 不知道它往哪个方向走。
sighting-field-direction-in = 它是进来的。
sighting-field-direction-out = 它是出去的。
sighting-field-direction-group = 它是发给一组或所有主机的。
sighting-field-direction-others = 它是另外两台主机之间的。
sighting-field-checksum-unknown = 内核没有说校验和怎么样。
sighting-field-checksum-valid = 校验和在那边已经检查过了。
sighting-field-checksum-card = 校验和留给网卡去算：字节里只有一部分。
sighting-field-wire-length = 整个帧的长度（字节）。
sighting-field-size = 后面有 { $count } 个字节。
sighting-field-interface = 看到它的接口的名字。
sighting-field-headers = 帧的首部；不告诉载荷。

## 被询问时
sighting-consent = { $name }（{ $address }）想看它的消息在你的接口上是什么样（只有首部，没有文字）。允许吗？
sighting-consent-title = 对方的请求
sighting-consent-hint = y：允许   n：不允许   esc：以后再说   { KEY("global.answer") }：下一个
sighting-consent-refused = 你没有允许 { $name }（{ $address }）看它的消息在你的接口上是什么样。现在允许吗？
sighting-consent-allowed = { $name }（{ $address }）可以看它的消息在你的接口上是什么样（只有首部，没有文字）。继续允许吗？
sighting-you-refused = { $name } 看不到它的消息在这里是什么样：你没有允许。
sighting-refused-again = { $address } 上的 { $name } 想看它的消息在这里是什么样。你已两次没有允许这个地址，所以这次没有再问，直接拒绝了。
sighting-refused-remedy = 按 { $key } 可以收回这个决定。
sighting-nobody-asks = 没有人向你提出请求。

## 视图：进展如何
sighting-what = 两端对照：左边是你的帧的首部，右边是对方自己的接口看到的。这样就能看出路上的交换机、路由器或 NAT 做了什么。
sighting-no-message = 这一帧不是聊天消息，所以没有人可以问它在另一端是什么样。
sighting-no-message-next = 在聊天里发一条消息，再在这里按 { KEY("encapsulation.both-ends") }。
sighting-plain = { $name } 不是 wirelab：它只会纯文本，说不出你的消息在那边是什么样。
sighting-plain-next = 请对方也运行 wirelab，再重新连接。
sighting-cannot = { $name } 的 wirelab 在那边没有抓包，所以没有看到任何帧。
sighting-cannot-next = 那边要运行带界面的 wirelab，并且有抓包权限：wirelab doctor 会说明怎样得到。然后按两次 { KEY("encapsulation.both-ends") }。
sighting-gone = 传送这条消息的连接已经结束了。
sighting-gone-next = 重新连接，再发一条消息，然后按 { KEY("encapsulation.both-ends") }。
sighting-asked = 正在问 { $name } 这条消息在那边是什么样……
sighting-asked-next = 第一次问的时候，那边的用户要先允许。
sighting-late = { $name } 到现在还没有回答。也许那边的用户还没有允许：允许之后回答还会来。
sighting-late-next = 想再问一次，就按两次 { KEY("encapsulation.both-ends") }。
sighting-refused = { $name } 不愿意告诉。
sighting-refused-next = 和那边的人说一声。你重新连接之后，也许会再问他一次。
sighting-not-seen = { $name } 在抓包，但是没有看到这些帧，或者已经不再保存。
sighting-not-seen-next = 再发一条消息来看。也许它是从那边没有抓包的接口进来的。
sighting-not-among = 那边看到的共 { $total } 帧，{ $name } 告诉了其中 { $told } 帧。这一帧不在里面。
sighting-not-among-next = 一条长消息只告诉前 8 帧。按 { KEY("encapsulation.previous-frame") } 看前面的帧。

## 表格
sighting-head-left = 离开时（{ $origin }）
sighting-head-came = 到达时（{ $origin }）
sighting-head-seen = { $name } 看到的（告知）
sighting-head-sent = { $name } 发出时（告知）
sighting-cell-completed = { $value }（算出）
sighting-cell-unfinished = { $value }（未完成）
sighting-clocks = 不比较时间：两台电脑的时钟不一样，谁也不知道差多少。

## 中间有什么
sighting-verdict-loopback = 它没有离开这台机器：回环接口直接把它交了回来。没有网线，没有交换机，也没有路由器。
sighting-verdict-same = 你和 { $name } 之间什么都没有变：首部的每个字段都一样。网线和交换机原样转发帧；你们之间没有路由器。
sighting-verdict-same-so-far = 就这里能知道的，你和 { $name } 之间什么都没有变：两端都知道的首部字段全都一样。你们之间没有路由器。
sighting-verdict-straight = 你和 { $name } 之间没有路由器：TTL 一样。不同的地方已标出。
sighting-verdict-straight-six = 你和 { $name } 之间没有路由器：跳数限制一样。不同的地方已标出。
sighting-verdict-routers = 你和 { $name } 之间有 { $n } 台路由器：MAC 地址换了，TTL 减了 { $n }，IP 校验和重新算过。IP 地址没有变。
sighting-verdict-routers-six = 你和 { $name } 之间有 { $n } 台路由器：MAC 地址换了，跳数限制减了 { $n }。IPv6 没有首部校验和，不用重算。IP 地址没有变。
sighting-verdict-nat = 你和 { $name } 之间有地址或端口被改了：这是 NAT（网络地址转换）。
sighting-verdict-nat-routers = { $n ->
    [1] 你和 { $name } 之间有一台路由器在做 NAT
   *[other] 你和 { $name } 之间有 { $n } 台路由器，其中至少一台在做 NAT
 }（网络地址转换）：它换了地址或端口。
sighting-verdict-relayed = 你和 { $name } 之间没有路由器（TTL 一样），但是帧的 MAC 地址不同：链路上有设备用自己的地址转发了它。
sighting-verdict-relayed-six = 你和 { $name } 之间没有路由器（跳数限制一样），但是帧的 MAC 地址不同：链路上有设备用自己的地址转发了它。
sighting-verdict-anew = 从你到 { $name }，TTL 变大了：路上有设备重新发了这个包，比如代理或隧道。
sighting-verdict-anew-six = 从你到 { $name }，跳数限制变大了：路上有设备重新发了这个包，比如代理或隧道。
sighting-verdict-unsure = 不是两端的 TTL 都知道，所以说不出你和 { $name } 之间有几台路由器。
sighting-verdict-unsure-six = 有一端的跳数限制不知道，所以说不出你和 { $name } 之间有几台路由器。
sighting-note-told = 你的帧是重建的，标 ? 的字段在这里无法知道。{ $name } 告诉了它们在那边的值。
sighting-note-large-here = 在这边是 { $here } 帧，在 { $name } 那边是 { $there } 帧：中间有网卡或内核把大的报文段切开，或者把小的合起来（分段卸载）。比较的是对得上的第一帧。
sighting-note-large-there = 在这边是 { $here } 帧，在 { $name } 那边只有 { $there } 帧：它的网卡先把报文段合起来，别人才看到（接收卸载）。比较的是对得上的第一帧。

## 字段为什么不同
sighting-why-told = 在这里不知道，是 { $name } 告诉的。
sighting-why-mac = MAC 地址只在一段链路上有效。路由器拆掉这个帧，把包装进一个新的帧，从它自己的网卡发往下一站。
sighting-why-mac-relayed = 路上跳数没有减，所以不是路由器：是接入点或虚拟机的网桥换上了自己的地址。
sighting-why-mac-unsure = 是另一段链路，或者链路上有设备换上了自己的地址。
sighting-why-ttl = 每台路由器减 1：路上有 { $n } 台。减到 0 时，包就被丢弃。
sighting-why-ttl-anew = 它自己只会变小：路上有设备重新设了它。
sighting-why-ip-checksum-ttl = 它是对 IP 首部算的，而首部里的 TTL 变了：每台路由器都要重新算。
sighting-why-ip-checksum-nat = 它是对 IP 首部算的，而首部里的地址和 TTL 变了：路由器重新算过。
sighting-why-ip-checksum = 它是对 IP 首部算的，而首部里有字段不同。
sighting-why-nat-address = NAT：路由器换上了另一个地址，多半是用它的公网地址代替私有地址。
sighting-why-nat-port = NAT：路由器给这个连接换了端口，回答来的时候好认出它。
sighting-why-class = 路上的路由器给包重新做了标记（优先级，或者队列快满了）。
sighting-why-vlan = 交换机按端口的需要加上或去掉 VLAN 标签。
sighting-why-link = 这个接口是另一种链路，或者没有链路首部：它的帧以别的首部开头。
sighting-why-pieces = 一边的一个大报文段，在另一边是好几个：卸载功能把它切开或合起来。
sighting-why-again = 这是它的两个副本：它发了不止一次，每个副本里的数字更新一些。
sighting-why-other = 路上有什么改了它。
sighting-why-not-told = { $name } 没有告诉这个字段。
sighting-why-only-there = 只有 { $name } 那边的帧有这个字段。
sighting-why-sum-completed = 你的系统把这个校验和留给网卡去算，所以你抓到的只有一部分。算出来，就是 { $name } 收到的值。
sighting-why-sum-mine = 你的系统把这个校验和留给网卡去算：你抓到的只有一部分。
sighting-why-sum-theirs = { $name } 的系统把这个校验和留给它的网卡去算：那边抓到的只有一部分。
sighting-why-sum-both = 没有人算完这个校验和：在一台电脑里面什么都不会弄坏字节，所以省掉了这一步。
sighting-why-sum-nat = 地址和端口都算进这个校验和，所以 NAT 必须重新算。
sighting-why-sum-again = 它是对整个报文段算的，而其中有字段不同。
