# files: capture files, saving, exporting
files-io = { $error }
files-not-a-capture = 这不是抓包文件：开头既不像 pcap，也不像 pcapng（也不是用 gzip 压缩的这两种文件）
files-empty = 文件是空的
files-bad = 第 { $offset } 字节处（第 { $after } 帧之后）：{ $what }
files-shrunk = 读取过程中文件变短了：第 { $offset } 字节已经不在了
files-too-large = 解压后的文件太大，程序不再读取
files-cancelled = 已停止
files-bad-frame-long = 一个帧不可能有 { $count } 字节这么长
files-bad-block-length = 一个块的长度不可能是 { $count } 字节
files-bad-lengths = 一个块开头说自己有 { $first } 字节，结尾却说有 { $second } 字节
files-bad-beyond = { $count } 字节的帧放不进它所在的块
files-bad-interface = 这个帧属于接口 { $number }，但文件里没有描述这个接口
files-bad-interfaces = 文件描述的接口太多
files-bad-order = { $magic } 说明不了字节序
files-bad-version = 不认识这个格式的 { $version } 版本
files-lost-record = 文件在一条记录中间断了：第 { $offset } 字节处的记录需要 { $need } 字节，只有 { $have } 字节
files-lost-packed = 压缩文件在解出 { $offset } 字节之后断了或坏了
