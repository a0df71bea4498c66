import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('office', '0003_worker_rows'),
        ('processes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='GatheringPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('window_days', models.PositiveSmallIntegerField(verbose_name='gom trong (ngày)')),
                ('decision_days', models.PositiveSmallIntegerField(verbose_name='quyết định trong (ngày làm việc)')),
                ('basis', models.CharField(max_length=300, verbose_name='căn cứ')),
            ],
            options={
                'verbose_name': 'quy tắc gom hồ sơ trễ',
                'verbose_name_plural': 'quy tắc gom hồ sơ trễ',
                'ordering': ['valid_from'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='audits_gatheringpolicy_from_before_until'), models.UniqueConstraint(fields=('valid_from',), name='audits_gatheringpolicy_once'), models.CheckConstraint(condition=models.Q(('window_days__gte', 1)), name='audits_gatheringpolicy_window'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='audits_gatheringpolicy_has_basis')],
            },
        ),
        migrations.CreateModel(
            name='Nonconformity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidentiality', models.PositiveSmallIntegerField(choices=[(0, 'Công khai'), (1, 'Nội bộ cơ quan'), (2, 'Trong đơn vị'), (3, 'Hạn chế')], default=2, verbose_name='phạm vi được xem')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='số phiếu')),
                ('source', models.CharField(choices=[('breach', 'hồ sơ trễ hẹn'), ('audit', 'đánh giá nội bộ'), ('inspection', 'kiểm tra của cấp trên'), ('complaint', 'khiếu nại, phản ánh'), ('self_found', 'tự phát hiện')], max_length=12, verbose_name='nguồn')),
                ('title', models.CharField(max_length=600, verbose_name='sự không phù hợp')),
                ('description', models.TextField(verbose_name='mô tả')),
                ('found_on', models.DateField(verbose_name='ngày phát hiện')),
                ('opened_at', models.DateTimeField(verbose_name='lập phiếu lúc')),
                ('facts', models.JSONField(default=dict, verbose_name='sự việc lúc lập phiếu')),
                ('step_key', models.CharField(blank=True, max_length=120, verbose_name='khóa nhóm bước')),
                ('step_name', models.CharField(blank=True, max_length=500, verbose_name='nhóm bước')),
                ('gathers_from', models.DateTimeField(blank=True, null=True)),
                ('gathers_until', models.DateTimeField(blank=True, null=True)),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person', verbose_name='người phát hiện')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='đơn vị phụ trách')),
                ('policy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nonconformities', to='audits.gatheringpolicy')),
                ('procedure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nonconformities', to='processes.administrativeprocedure')),
            ],
            options={
                'verbose_name': 'sự không phù hợp',
                'verbose_name_plural': 'sự không phù hợp',
                'ordering': ['-opened_at', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['confidentiality', 'owner_unit'], name='audits_nonconformity_access'), models.Index(fields=['procedure', 'step_key', 'gathers_from'], name='audits_nonconformity_gathering'), models.Index(fields=['opened_at'], name='audits_nonconformity_opened')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('gathers_from__isnull', False), ('gathers_until__gt', models.F('gathers_from')), ('policy__isnull', False), ('procedure__isnull', False), ('source', 'breach')), models.Q(models.Q(('source', 'breach'), _negated=True), ('gathers_from__isnull', True), ('gathers_until__isnull', True)), _connector='OR'), name='audits_nonconformity_window'), models.UniqueConstraint(condition=models.Q(('source', 'breach')), fields=('procedure', 'step_key', 'gathers_from'), name='audits_nonconformity_one_window'), models.CheckConstraint(condition=models.Q(('source', 'breach'), ('opened_by__isnull', False), _connector='OR'), name='audits_nonconformity_opened_by')],
            },
        ),
        migrations.CreateModel(
            name='CorrectiveAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('what', models.CharField(max_length=500, verbose_name='việc')),
                ('due_first', models.DateField(verbose_name='hạn đầu')),
                ('due_on', models.DateField(verbose_name='hạn')),
                ('planned_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='xong ngày')),
                ('outcome', models.CharField(blank=True, max_length=500, verbose_name='kết quả')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person', verbose_name='người làm')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('nonconformity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to='audits.nonconformity')),
            ],
            options={
                'verbose_name': 'hành động khắc phục',
                'verbose_name_plural': 'hành động khắc phục',
                'ordering': ['number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('nonconformity', 'number'), name='audits_correctiveaction_once'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('due_first'))), name='audits_correctiveaction_due_not_earlier'), models.CheckConstraint(condition=models.Q(models.Q(('done_by__isnull', True), ('done_on__isnull', True), ('outcome', '')), models.Q(('done_by__isnull', False), ('done_on__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='audits_correctiveaction_done_whole')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('what', models.CharField(max_length=500, verbose_name='việc')),
                ('due_first', models.DateField(verbose_name='hạn đầu')),
                ('due_on', models.DateField(verbose_name='hạn')),
                ('planned_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='xong ngày')),
                ('outcome', models.CharField(blank=True, max_length=500, verbose_name='kết quả')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person', verbose_name='người làm')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('nonconformity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='audits.nonconformity')),
            ],
            options={
                'verbose_name': 'việc xử lý ngay',
                'verbose_name_plural': 'việc xử lý ngay',
                'ordering': ['number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('nonconformity', 'number'), name='audits_correction_once'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('due_first'))), name='audits_correction_due_not_earlier'), models.CheckConstraint(condition=models.Q(models.Q(('done_by__isnull', True), ('done_on__isnull', True), ('outcome', '')), models.Q(('done_by__isnull', False), ('done_on__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='audits_correction_done_whole')],
            },
        ),
        migrations.CreateModel(
            name='NonconformityBreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(verbose_name='vào phiếu lúc')),
                ('breach', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='membership', to='processes.deadlinebreach')),
                ('nonconformity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='audits.nonconformity')),
            ],
            options={
                'verbose_name': 'hồ sơ trễ trong phiếu',
                'verbose_name_plural': 'hồ sơ trễ trong phiếu',
                'ordering': ['breach__passed_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NonconformityDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('corrective_action', 'cần hành động khắc phục'), ('not_needed', 'không cần hành động khắc phục')], max_length=20, verbose_name='quyết định')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('decided_at', models.DateTimeField(verbose_name='quyết định lúc')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person', verbose_name='người quyết định')),
                ('nonconformity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='audits.nonconformity')),
            ],
            options={
                'verbose_name': 'quyết định về sự không phù hợp',
                'verbose_name_plural': 'quyết định về sự không phù hợp',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'corrective_action'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='audits_decision_not_needed_says_why')],
            },
        ),
    ]
