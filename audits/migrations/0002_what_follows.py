import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audits', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('office', '0003_worker_rows'),
        ('processes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('passed', models.BooleanField(verbose_name='đạt')),
                ('seen', models.CharField(max_length=500, verbose_name='đã xem gì, thấy gì')),
                ('checked_at', models.DateTimeField(verbose_name='kiểm tra lúc')),
            ],
            options={
                'verbose_name': 'kiểm tra thực hiện',
                'verbose_name_plural': 'kiểm tra thực hiện',
                'constraints': [models.CheckConstraint(condition=models.Q(('seen', ''), _negated=True), name='audits_actioncheck_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Cause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('branch', models.CharField(choices=[('why', 'Vì sao'), ('people', 'Con người'), ('method', 'Quy trình, cách làm'), ('means', 'Phương tiện, phần mềm'), ('input', 'Hồ sơ, đầu vào'), ('measure', 'Theo dõi, kiểm tra'), ('surroundings', 'Môi trường, phối hợp')], max_length=12, verbose_name='nhánh')),
                ('text', models.CharField(max_length=500, verbose_name='nguyên nhân')),
                ('is_root', models.BooleanField(default=False, verbose_name='nguyên nhân gốc')),
                ('noted_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='gạch lúc')),
            ],
            options={
                'verbose_name': 'nguyên nhân',
                'verbose_name_plural': 'nguyên nhân',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='audits_cause_says_what')],
            },
        ),
        migrations.CreateModel(
            name='DueChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_before', models.DateField(verbose_name='hạn cũ')),
                ('due_after', models.DateField(verbose_name='hạn mới')),
                ('reason', models.CharField(max_length=500, verbose_name='lý do')),
                ('changed_at', models.DateTimeField(verbose_name='dời lúc')),
            ],
            options={
                'verbose_name': 'dời hạn',
                'verbose_name_plural': 'dời hạn',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_after__gt', models.F('due_before'))), name='audits_duechange_later'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='audits_duechange_says_why')],
            },
        ),
        migrations.CreateModel(
            name='EffectCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='lần đánh giá')),
                ('figures', models.JSONField(default=dict, verbose_name='số đo')),
                ('figures_hash', models.CharField(blank=True, max_length=64)),
                ('proposal', models.CharField(blank=True, choices=[('effective', 'có hiệu lực'), ('not_effective', 'không có hiệu lực'), ('not_enough', 'chưa đủ cơ sở')], max_length=15, verbose_name='số nói')),
                ('seen', models.CharField(blank=True, max_length=500, verbose_name='đã xem gì, thấy gì')),
                ('measured_at', models.DateTimeField(verbose_name='đo lúc')),
            ],
            options={
                'verbose_name': 'đánh giá hiệu lực',
                'verbose_name_plural': 'đánh giá hiệu lực',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('figures_hash', ''), _negated=True), models.Q(('proposal', ''), _negated=True)), models.Q(('figures_hash', ''), ('proposal', ''), models.Q(('seen', ''), _negated=True)), _connector='OR'), name='audits_effectcheck_measured_or_seen')],
            },
        ),
        migrations.CreateModel(
            name='EffectConclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposal', models.CharField(blank=True, choices=[('effective', 'có hiệu lực'), ('not_effective', 'không có hiệu lực'), ('not_enough', 'chưa đủ cơ sở')], max_length=15)),
                ('verdict', models.CharField(choices=[('effective', 'có hiệu lực'), ('not_effective', 'không có hiệu lực'), ('not_enough', 'chưa đủ cơ sở')], max_length=15, verbose_name='kết luận')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('again_on', models.DateField(blank=True, null=True, verbose_name='đo lại ngày')),
                ('concluded_at', models.DateTimeField(verbose_name='kết luận lúc')),
            ],
            options={
                'verbose_name': 'kết luận về hiệu lực',
                'verbose_name_plural': 'kết luận về hiệu lực',
                'constraints': [models.CheckConstraint(condition=models.Q(('proposal', ''), ('verdict', models.F('proposal')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='audits_conclusion_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('again_on__isnull', False), ('verdict', 'not_enough')), models.Q(models.Q(('verdict', 'not_enough'), _negated=True), ('again_on__isnull', True)), _connector='OR'), name='audits_conclusion_again')],
            },
        ),
        migrations.CreateModel(
            name='NonconformityClosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conclusion', models.CharField(max_length=500, verbose_name='kết luận')),
                ('closed_at', models.DateTimeField(verbose_name='đóng lúc')),
            ],
            options={
                'verbose_name': 'đóng phiếu',
                'verbose_name_plural': 'đóng phiếu',
                'constraints': [models.CheckConstraint(condition=models.Q(('conclusion', ''), _negated=True), name='audits_closure_says_what')],
            },
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='action_from_count',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='cần khắc phục từ (hồ sơ trễ)'),
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='action_from_days',
            field=models.PositiveSmallIntegerField(default=10, verbose_name='hoặc một hồ sơ trễ từ (ngày làm việc)'),
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='action_from_percent',
            field=models.PositiveSmallIntegerField(default=20, verbose_name='hoặc từ (% hồ sơ đến hạn)'),
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='decides',
            field=models.BooleanField(default=False, verbose_name='máy ghi quyết định theo quy tắc'),
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='effect_after_days',
            field=models.PositiveSmallIntegerField(default=60, verbose_name='đo hiệu lực sau (ngày)'),
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='effect_wanted_percent',
            field=models.PositiveSmallIntegerField(default=50, verbose_name='mức giảm mong muốn (%)'),
        ),
        migrations.AddField(
            model_name='gatheringpolicy',
            name='major_from_percent',
            field=models.PositiveSmallIntegerField(default=20, verbose_name='mức nặng từ (% hồ sơ đến hạn)'),
        ),
        migrations.AddField(
            model_name='nonconformity',
            name='about_id',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='nonconformity',
            name='about_type',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype'),
        ),
        migrations.AddField(
            model_name='nonconformity',
            name='clause',
            field=models.CharField(blank=True, max_length=300, verbose_name='yêu cầu, điều khoản'),
        ),
        migrations.AddField(
            model_name='nonconformity',
            name='evidence',
            field=models.TextField(blank=True, verbose_name='bằng chứng'),
        ),
        migrations.AddField(
            model_name='nonconformity',
            name='severity',
            field=models.CharField(blank=True, choices=[('major', 'nặng'), ('minor', 'nhẹ')], max_length=5, verbose_name='mức độ'),
        ),
        migrations.AddField(
            model_name='nonconformitydecision',
            name='policy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audits.gatheringpolicy'),
        ),
        migrations.AlterField(
            model_name='nonconformitydecision',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person', verbose_name='người quyết định'),
        ),
        migrations.AddIndex(
            model_name='nonconformity',
            index=models.Index(fields=['about_type', 'about_id'], name='audits_nonconformity_about'),
        ),
        migrations.AddIndex(
            model_name='nonconformity',
            index=models.Index(fields=['owner_unit', 'source', 'opened_at'], name='audits_nonconformity_alike'),
        ),
        migrations.AddConstraint(
            model_name='gatheringpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('action_from_count__gte', 1), ('action_from_days__gte', 1), ('action_from_percent__range', (1, 100)), ('effect_after_days__gte', 1), ('effect_wanted_percent__range', (1, 100)), ('major_from_percent__range', (1, 100))), name='audits_gatheringpolicy_follows'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about_id__isnull', True), ('about_type__isnull', True)), models.Q(('about_id__isnull', False), ('about_type__isnull', False)), _connector='OR'), name='audits_nonconformity_about_pair'),
        ),
        migrations.AddConstraint(
            model_name='nonconformitydecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('policy__isnull', True)), models.Q(('decided_by__isnull', True), ('policy__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='audits_decision_by_person_or_rule'),
        ),
        migrations.AddField(
            model_name='actioncheck',
            name='action',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='check_made', to='audits.correctiveaction'),
        ),
        migrations.AddField(
            model_name='actioncheck',
            name='checked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='actioncheck',
            name='done_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='cause',
            name='nonconformity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='causes', to='audits.nonconformity'),
        ),
        migrations.AddField(
            model_name='cause',
            name='noted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='cause',
            name='struck_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='duechange',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='duechange',
            name='correction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='due_changes', to='audits.correction'),
        ),
        migrations.AddField(
            model_name='duechange',
            name='corrective_action',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='due_changes', to='audits.correctiveaction'),
        ),
        migrations.AddField(
            model_name='effectcheck',
            name='measured_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='effectcheck',
            name='nonconformity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='effect_checks', to='audits.nonconformity'),
        ),
        migrations.AddField(
            model_name='effectconclusion',
            name='check_made',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conclusion', to='audits.effectcheck'),
        ),
        migrations.AddField(
            model_name='effectconclusion',
            name='concluded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person'),
        ),
        migrations.AddField(
            model_name='nonconformityclosure',
            name='closed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person', verbose_name='người đóng'),
        ),
        migrations.AddField(
            model_name='nonconformityclosure',
            name='nonconformity',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closure', to='audits.nonconformity'),
        ),
        migrations.AddConstraint(
            model_name='actioncheck',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', models.F('done_by')), _negated=True), name='audits_actioncheck_not_the_doer'),
        ),
        migrations.AddConstraint(
            model_name='cause',
            constraint=models.UniqueConstraint(fields=('nonconformity', 'number'), name='audits_cause_once'),
        ),
        migrations.AddConstraint(
            model_name='cause',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('struck_at__isnull', True), ('struck_by__isnull', True)), models.Q(('struck_at__isnull', False), ('struck_by__isnull', False)), _connector='OR'), name='audits_cause_struck_pair'),
        ),
        migrations.AddConstraint(
            model_name='duechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction__isnull', False), ('corrective_action__isnull', True)), models.Q(('correction__isnull', True), ('corrective_action__isnull', False)), _connector='OR'), name='audits_duechange_of_one_work'),
        ),
        migrations.AddConstraint(
            model_name='effectcheck',
            constraint=models.UniqueConstraint(fields=('nonconformity', 'number'), name='audits_effectcheck_once'),
        ),
    ]
