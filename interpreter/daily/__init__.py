"""What one run tells the next: what outcomes stand on, until when they last, what need not be judged again.

`footing` finds out for each target which fields of which rows it reads and on which days time alone may change it, out
of the `ways` in which dates come about; `turns` reckons those days, and `tree` has the embedded engine compute them.
`prints` are hashes of rows; `remembered` keeps both beside a run; `changes` compares, `again` finds out whom it
concerns, and `keeping` makes a whole of what was judged again and what was not.
"""
