"""The background worker: takes unpaid orders and reminds their customers."""

import logging
import time
from datetime import datetime

from shop.bootstrap import build_mailer, build_units
from shop.domain.ports import Mailer, Units
from shop.services.reminders import remind_unpaid
from shop.settings import Settings

logger = logging.getLogger(__name__)


def run(units: Units, mailer: Mailer, pause: int) -> None:
    while True:
        try:
            with units.begin() as work:
                remind_unpaid(work, mailer, datetime.now())
        except Exception:
            logger.exception("reminding failed")
        time.sleep(pause)


if __name__ == "__main__":
    settings = Settings()
    run(build_units(settings), build_mailer(settings), settings.worker_pause)
