# finder：在对话之外询问对端是不是 wirelab

## 一行说明
finder-brief-question = wirelab 问：{ $transport } { $port } 有 wirelab？
finder-brief-answer = wirelab 答：{ $transport } { $port } 有
finder-line-question = wirelab 询问：{ $transport } 端口 { $port } 有 wirelab 在监听吗？
finder-line-answer = wirelab 回答：{ $transport } 端口 { $port } 有 wirelab 在监听
finder-line-malformed = 既不是 wirelab 的询问，也不是回答

## 字段
finder-field-magic = “WLAB”：wirelab 的询问或回答。这不是你输入的：程序在对话之外自己询问，普通程序因此不会收到多余的字节。
finder-field-version = 询问的版本。
finder-field-kind-question = 询问。只有正在那里监听的 wirelab 会回答，别的程序根本看不到它。
finder-field-kind-answer = 回答：有。从来没有人回答“没有”。
finder-field-transport = 问的是 { $transport }，用的是 IP 首部里的协议号。
finder-field-port = 想要连接的 { $transport } 端口。不管问的是哪个端口，询问本身总是发往 UDP 端口 10100。
finder-field-token = 随机字节，每次询问都不同。回答会原样重复：没有看到询问就无法回答，旧的回答也毫无用处。
finder-field-instance = 监听程序的随机编号。它的问候行必须报出同一个编号，否则连接就通到了别处。
finder-field-instance-none = 询问里为零。留出这个位置，回答才不会比询问更长：这样谁也不能让一台主机替他发出比他自己所发更多的数据。
finder-field-reserved = 零，留给以后的版本。
finder-field-cut = 数据报在这个字段中途就结束了，或者没有抓全。
finder-field-behind = 结尾之后的字节：wirelab 不会发送。

## 数据报有什么问题
finder-flaw-length = 询问和回答都是 48 字节，这里有 { $count } 字节。
finder-flaw-magic = 应以“WLAB”开头。
finder-flaw-version = 这里不认识版本 { $version }，只认识版本 { $known }。
finder-flaw-kind = 类型 { $kind } 既不是询问也不是回答。
finder-flaw-transport = 协议号 { $number } 既不是 TCP（6）也不是 UDP（17）。
finder-flaw-port = 端口 0 上不可能有程序监听。
