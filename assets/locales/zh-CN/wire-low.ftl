# wire: IGMP, DHCP, TFTP, and what was added below the application

## What several frames make together
wire-low-piece = 整体中的一片：共 { $total } 字节中的第 { $from } 到 { $to } 字节
wire-low-piece-of = 第 { $number } 帧带来第 { $from } 到 { $to } 字节
wire-low-pieces = 整体分成 { $count } 片到达
wire-low-whole = 拼起来共 { $count } 字节
wire-low-datagram-line = 一个分片；包到此完整：{ $total } 字节，来自 { $count } 帧
wire-low-stream-line = 一条消息的其余部分：{ $total } 字节，来自 { $count } 段

## A checksum worked out
wire-checksum-large = 交给网卡处理：比这条链路的帧都长，说明还没有切分（或者已经重新拼起来）；线路上没有过这个校验和，所以不算错
wire-low-sum-source = 伪首部：源地址
wire-low-sum-destination = 伪首部：目的地址
wire-low-sum-protocol = 伪首部：一个零字节和协议号
wire-low-sum-length = 伪首部：IP 所携带内容的长度
wire-low-sum-itself = 校验和本身：按 0 计算
wire-low-sum-odd = 最后一个字节，后面补一个零字节
