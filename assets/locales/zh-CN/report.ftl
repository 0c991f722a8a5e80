# report: 带走的内容
report-picture-title = wirelab { $time }
report-kept = 已保存：{ $path }
report-not-kept = 没有保存：{ $why }。
report-remedy-full = 磁盘满了：腾出一些空间再试一次，屏幕上的内容还在。
report-remedy-denied = 你不能往那里写：请在自己的文件夹里启动 wirelab，或换一个路径。
report-remedy-folder = 没有这个文件夹：先建好它，或换一个路径。
report-remedy-name = 已有的文件不会被覆盖：请换一个名字。

# 一条消息的路程，写成文本
report-told-what = “{ $what }”   { $from } → { $to }
report-told-frame = { $origin } · { $size } · { $model }
report-told-unknown = ?? 是在这里无法知道的字节。
report-told-layer = { $number } 层（{ $name }）
report-told-down = 向下 · 第 { $layer }
report-told-wire = 在线路上
report-told-up = 向上 · 第 { $layer }
report-told-step = 第 { $n } 步，共 { $of } 步 · { $phase } · { $unit } · { $before } → { $after }
report-told-inferred = ≈ { $line }
report-told-header = 首部
report-told-payload = 载荷
report-told-trailer = 尾部
report-told-block = { $role }：{ $name }，{ $size }
report-told-part = 这条消息的第 { $n } 帧，共 { $of } 帧
report-told-look = 进入第 { $layer }之前先查
report-told-yes = 是
report-told-no = 否
report-told-assumed = ≈ 是
report-told-not-known = ?
report-told-check = { $asks }{ $answer }
report-told-check-why = { $asks }{ $answer }：{ $why }
report-told-filled = 字节 { $from } 到 { $to }：在这里算出来的，由网卡填入
report-told-left = …… 还有 { $n } 字节
