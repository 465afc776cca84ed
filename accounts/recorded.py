"""What is done in the administration is on record like everything else."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from accounts.audit import record
from accounts.errors import PortalError
from accounts.export_formats import FORMATS
from accounts.models import User

if TYPE_CHECKING:
    Base = ModelAdmin[models.Model]
else:
    Base = object


class Recorded(Base):
    """Put before ModelAdmin: saving, deleting, importing and exporting are recorded in their own transaction."""

    import_formats = export_formats = FORMATS

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb = f"{'edit' if change else 'create'}_{obj._meta.model_name}"
        self._record(request, verb, obj, fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._record(request, f"delete_{obj._meta.model_name}", obj, name=str(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """A file that can't be read: the sentence that says why, where there is one."""
        if isinstance(e, PortalError):
            form.add_error("import_file", e.message)
        else:
            super().add_data_read_fail_error_to_form(form, e)  # type: ignore[misc]  # of the import mixin beside

    @transaction.atomic
    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """After an import of django-import-export."""
        counts = {name: number for name, number in result.totals.items() if number}
        if isinstance(request.user, User):
            record(request.user, "import_table", request.user, table=self.model._meta.label_lower, **counts)
        response: HttpResponse = super().process_result(result, request)  # type: ignore[misc]
        return response

    @transaction.atomic
    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """A table that leaves through django-import-export."""
        if isinstance(request.user, User):
            table = self.model._meta.label_lower
            record(request.user, "export_table", request.user, table=table, rows=len(queryset))
        return super().get_export_data(file_format, request, queryset, **kwargs)  # type: ignore[misc]  # it has no types

    def _record(self, request: HttpRequest, verb: str, obj: models.Model, **data: Any) -> None:
        by = request.user if isinstance(request.user, User) else None
        record(by, verb, obj, round_id=getattr(obj, "round_id", None), **data)
