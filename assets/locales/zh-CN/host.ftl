# host：本机的地址与路径

host-subnet-prefix = /{ $prefix } 表示：前 { $prefix } 位是网络号，其余 { $rest } 位是网内的主机号。
host-subnet-and = 按位与（AND）只保留掩码为 1 的位：{ $address } AND { $mask } = { $network }，这就是网络地址。
host-subnet-broadcast = 主机位全部置 1，得到 { $broadcast }：广播地址，子网里的每台主机都会收到。
host-subnet-no-broadcast-31 = /31 正好容纳一条线两端的两台主机，没有广播地址：不是你，就是对方（RFC 3021）。
host-subnet-no-broadcast-32 = /32 只有一个地址，没有别人可以广播。
host-subnet-no-broadcast-ipv6 = IPv6 没有广播，而是发给组（组播），例如 ff02::1 表示本链路上的所有节点。
host-subnet-hosts = 可分配给主机的地址有 { $count } 个：{ $first } 到 { $last }。
host-subnet-hosts-one = 这里只容得下一台主机：{ $address }。
host-subnet-hosts-ipv6 = 主机位有 { $bits } 位：共 2^{ $bits } 个地址，IPv6 子网用不完。

host-range-unspecified = 还不是地址：表示“没有”或“任意”（RFC 1122、RFC 4291）。
host-range-loopback = 回环地址：发往它的数据包不会离开本机（RFC 1122）。
host-range-private = 私有地址（RFC 1918）：许多网络都用同样的号码，所以互联网不转发它们，要在出口处由 NAT 转换。
host-range-unique-local = 唯一本地地址（RFC 4193）：IPv6 的私有地址，互联网不转发。
host-range-shared = 共享地址（RFC 6598）：用在运营商和用户之间，位于大型 NAT 之后。
host-range-link-local = 链路本地地址：只在本链路有效，路由器不转发。在 IPv6 中必须写上区域，例如 %eth0。
host-range-multicast = 组播地址：不是一台主机，而是一个组，加入的主机才接收。
host-range-broadcast = 受限广播地址：本链路上的所有主机；路由器不转发。
host-range-documentation = 留给书本和示例用的地址，真实网络中不应出现。
host-range-benchmark = 留给网络设备性能测试的地址。
host-range-mapped = 用 IPv6 形式写的 IPv4 地址；线路上传送的仍是 IPv4 数据包。
host-range-reserved = 保留地址：不分配使用。
host-range-public = 公网地址：全球唯一，互联网会转发。

host-reach-route = 在包含 { $remote } 的路由中，{ $network } 的前缀最长；它从 { $name } 出去。
host-reach-own = { $remote } 是本机自己的地址。数据包在 { $name } 里掉头，不会上网线。
host-reach-on-link = { $remote } 和 { $name } 在同一链路上：帧直接发给它。
host-reach-gateway = { $remote } 不在你的链路上。帧发给路由器 { $gateway }；里面数据包的目的地址仍是 { $remote }。
host-reach-group = { $remote } 有多个接收者：帧发给 { $name } 所在链路上的所有接收者。
host-reach-no-route = 没有路由包含 { $remote }，也没有默认路由。内核拒绝发送：“网络不可达”。
host-reach-source = 数据包的源地址将是 { $source }。
host-reach-source-none = 本机没有这一类的地址可作源地址。
host-reach-mac-known = 邻居表里已有 { $address } 的 MAC 地址：{ $mac }。
host-reach-mac-computed = 不必询问任何人：MAC 地址 { $mac } 由 { $address } 算出。
host-reach-mac-arp = 还不知道 { $address } 的 MAC 地址，要先用 ARP 询问整个链路。
host-reach-mac-ndp = 还不知道 { $address } 的 MAC 地址，要先用邻居发现（Neighbor Discovery）询问。
host-reach-mac-silent = 已经询问过 { $address } 的 MAC 地址，但没有回答：它关机了、网络不对，或网线没插好。
host-reach-mac-none = 这条链路不需要 MAC 地址。

interfaces-nothing-to-open = 还没有读到这台机器的任何接口，所以没有可以打开的。内核一报告，就会列在这里。
