"""What the signs on the screens mean, which keys there are, and whom to ask."""

from django.views.generic import TemplateView

from office.access import asker_of
from office.models import Assignment, Role
from office.views.base import StaffPage


class Help(StaffPage, TemplateView):
    template_name = "office/help.html"

    def get_context_data(self, **kwargs):
        on = asker_of(self.request.user).on
        keepers = Assignment.objects.valid_on(on).filter(
            post__roles__role__in=[Role.QUALITY_OFFICER, Role.ADMINISTRATOR], post__roles__valid_from__lte=on
        )
        return super().get_context_data(
            keepers=keepers.select_related("person", "post__unit").order_by("person__full_name").distinct(),
            **kwargs,
        )
