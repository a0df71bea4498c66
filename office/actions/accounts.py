"""Acts on one's own account."""

import datetime

from django.contrib.auth.hashers import make_password

from office.acts import office_act
from office.models import User


def change_password(*, user: User, password: str, now: datetime.datetime) -> User:
    """Give the account a new password, which the form has judged; all other sessions of it end with the old one.

    The hash is made before the transaction opens: it is slow on purpose.
    """
    encoded = make_password(password)
    with office_act("office.user.change_password", by=user.person, now=now, subject=user):
        User.objects.filter(pk=user.pk).update(password=encoded)
    user.password = encoded
    return user
