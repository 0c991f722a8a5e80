# report: 带走的内容
report-picture-title = wirelab 的屏幕，{ $time }
report-rows-left-out = 表格比这更长：报告最多取 { $most } 行。
report-notice = { $what }{ $remedy }
report-kept = 已保存：{ $path }
report-not-kept = 没有保存：{ $why }。
report-why-full = 磁盘满了
report-why-denied = 你不能往那个文件夹里写
report-why-folder = 没有这个文件夹
report-why-name = 已有同名的文件，而已有的文件不会被覆盖
report-remedy-full = 腾出一些空间再试一次；屏幕上的内容还在。
report-remedy-denied = 请在自己的文件夹里启动 wirelab，或换一个路径。
report-remedy-folder = 先建好这个文件夹，或换一个路径。
report-remedy-name = 请换一个名字。

# 一条消息的路程，写成文本
report-told-what = “{ $what }”   { $from } → { $to }
report-told-frame = { $origin } · { $size } · { $model }
report-told-unknown = ?? 是在这里无法知道的字节。
report-told-layer = { $number } 层（{ $name }）
report-told-down = 向下 · 第 { $layer }
report-told-wire = 在线路上
report-told-up = 向上 · 第 { $layer }
report-told-step = 第 { $n } 步，共 { $of } 步 · { $phase } · { $unit } · { $before } → { $after }
report-told-looked = 第 { $n } 步，共 { $of } 步 · { $phase }
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

# 封装窗格里的消息
report-save-title = 保存这条消息
report-save-hint = enter 保存   esc 离开
report-save-which = 当前消息的帧（{ $origin }）。
report-save-what = .pcapng：它的帧；.txt：一步一步的全部路程；.svg：这个窗格的图片。已有的文件不会被覆盖。
report-nothing-shown = 这里还没有消息：在聊天里发一条，或在一个数据包上按 { KEY("packets.encapsulate") }。
report-not-whole = 只保存或复制完整的帧，而这一帧是重建的。这里无法知道：{ $fields }{ $more ->
    [0] {""}
   *[other] {" "}等，还有 { $more } 项
}。可以存成 .txt 或 .svg。
report-more-frames = 没有保存：这条消息还有 { $n } 帧不在手边。可以存成 .txt 或 .svg。
report-no-comment = pcap 里没有地方说明这一帧是重建的：请用 .pcapng 结尾的文件名。
report-copied-view = 已复制这个窗格的内容：{ $n } 行
report-copied-program = 已复制为一页 Python：{ $n } 行。

# 实验报告
report-pick-title = 放进实验报告
report-pick-hint = enter 放入   tab 只要笔记   esc 离开
report-pick-view = 给它写一句自己的笔记（直接按 enter：不写）。带走的内容：{ $title }
report-pick-frames = 给它写一句自己的笔记（直接按 enter：不写）。带走的内容：{ $title }，还有 { $n } 帧
report-pick-note-alone = 只把你自己的笔记放进报告。按 tab 又会带上画面。
report-not-picked = 没有放进报告：{ $why }。按 { KEY("common.report") } 用同一条笔记再试一次。
report-picked = 第 { $n } 项已在 { $folder }/ 里。用命令 `wirelab report` 生成报告。
report-title = 实验报告
report-name = 姓名
report-seat = 座位
report-host = 机器
report-when = 时间
report-picks = 项数
report-note = 笔记
report-frames = { $n } 帧，{ $origin }
report-left-out = 有 { $n } 帧没有带走：在这里并不完全知道，或者已经不再保留。
report-line-damaged = picks.jsonl 的第 { $line } 行读不出来，已跳过。
report-line-unfinished = picks.jsonl 的最后一行没有写完，已跳过：写到一半时程序结束了。
report-file-missing = 文件 { $file } 不见了。
report-file-damaged = 文件 { $file } 已损坏。
report-form = 由文件名结尾决定形式：.pcapng 或 .pcap 存帧（后面加 .gz 则压缩），.txt 存逐步说明，.svg 存图片。

report-save-view = 保存此视图
report-save-view-what = .svg：保存为图片。.txt：保存为文本。已有文件不会被覆盖。
report-form-view = 此视图可保存为 .svg 或 .txt。
