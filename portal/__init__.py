"""The front doors: the staff start page «Việc của tôi», the public pages, the leader's overview."""
