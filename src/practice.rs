//! A lab of real kernel hosts in namespaces of one's own (Linux): no root, nothing left behind.
