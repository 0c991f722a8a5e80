# practice
