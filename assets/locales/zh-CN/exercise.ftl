# 实验：各实验共用的话。

exercise-ground-here = 本机
exercise-ground-cable = 一根练习网线
exercise-knob-words = 请从中选一个：{ $words }
exercise-knob-number = { $from } 到 { $to } 之间的整数
exercise-knob-long = 最多 { $most } 个字符
exercise-too-long = 到此为止：一次运行最多做 { $most } 个调用。
exercise-no-thread = 系统不再给线程：{ $error }。
exercise-no-hosts = 练习主机没有按计划建成。
exercise-no-interface = 练习主机没有网线：{ $error }。
exercise-no-cable = 没有用练习网线，改在本机回环上进行：{ $why }
