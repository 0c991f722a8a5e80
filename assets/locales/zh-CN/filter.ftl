# filter: the language, its mistakes, its completion
