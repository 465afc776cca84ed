"""``manage.py demo_accounts``: the logins of the demonstration."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from portal.demo.accounts import logins


class Command(BaseCommand):
    help = "Print the logins of the demonstration, if it is loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as a JSON list of role, username and password")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(logins()) if User.objects.filter(is_demonstration=True).exists() else []
        if options["json"]:
            self.stdout.write(json.dumps([login.as_dict() for login in found], ensure_ascii=False))
            return
        for login in found:
            self.stdout.write(f"{login.username:24} {login.password:20} {login.role}")
