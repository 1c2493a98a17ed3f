"""What one run tells the next: what outcomes stand on, until when they last, what need not be judged again.

`footing` finds out for each target which fields of which rows it reads and on which days time alone may change it, out
of the `ways` in which dates come about; `turns` reckons those days; `tree` has the embedded engine compute them, and a
hash of all that a subject reaches; `remembered` keeps both beside a run; `again` judges the rest.
"""
