# report: 带走的内容
report-picture-title = wirelab { $time }
report-kept = 已保存：{ $path }
report-not-kept = 没有保存：{ $why }。
report-remedy-full = 磁盘满了：腾出一些空间再试一次，屏幕上的内容还在。
report-remedy-denied = 你不能往那里写：请在自己的文件夹里启动 wirelab，或换一个路径。
report-remedy-folder = 没有这个文件夹：先建好它，或换一个路径。
report-remedy-name = 已有的文件不会被覆盖：请换一个名字。
