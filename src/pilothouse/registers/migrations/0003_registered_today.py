"""The day on which a risk was raised is filled in, whichever door it came through."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_chosen_not_given")]
    operations = [
        migrations.AlterField(
            model_name=name,
            name="registered",
            field=models.DateField(
                blank=True, default=django.utils.timezone.localdate, null=True, verbose_name="date registered"
            ),
        )
        for name in ("risk", "riskpast")
    ]
