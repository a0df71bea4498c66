import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0003_worker_rows'),
        ('processes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='tên cách đọc')),
                ('columns', models.JSONField(verbose_name='cột')),
                ('saved_at', models.DateTimeField(verbose_name='lưu lúc')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
            ],
            options={
                'verbose_name': 'cách đọc tệp của tỉnh',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ProvinceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='tệp')),
                ('way', models.CharField(choices=[('screen', 'trên màn hình'), ('folder', 'thư mục theo dõi'), ('command', 'dòng lệnh')], max_length=10, verbose_name='nhận qua')),
                ('columns', models.JSONField(default=dict)),
                ('encoding', models.CharField(blank=True, max_length=20, verbose_name='bảng mã')),
                ('sheet', models.CharField(blank=True, max_length=100, verbose_name='trang tính')),
                ('state', models.CharField(choices=[('reading', 'đang đọc'), ('read', 'đã đọc, chưa ghi'), ('writing', 'đang ghi'), ('done', 'đã ghi'), ('refused', 'không đọc được'), ('dropped', 'bỏ, không ghi')], max_length=10, verbose_name='tình trạng')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('notes', models.JSONField(default=list)),
                ('came_at', models.DateTimeField(verbose_name='nhận lúc')),
                ('written_at', models.DateTimeField(blank=True, null=True, verbose_name='ghi xong lúc')),
                ('row_count', models.PositiveIntegerField(default=0, verbose_name='số dòng')),
                ('first_received_on', models.DateField(blank=True, null=True)),
                ('last_received_on', models.DateField(blank=True, null=True)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.blob')),
                ('came_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('mapping', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='processes.columnmapping')),
            ],
            options={
                'verbose_name': 'tệp của hệ thống tỉnh',
                'ordering': ['-came_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'came_at'], name='processes_provincefile_state')],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='mã hồ sơ')),
                ('kind', models.CharField(choices=[('theirs_only', 'tỉnh có, ta không có'), ('ours_only', 'ta có, tỉnh không có'), ('state', 'khác trạng thái'), ('due', 'khác ngày hẹn trả'), ('finished', 'khác ngày xử lý xong')], max_length=12, verbose_name='khác ở')),
                ('theirs', models.CharField(blank=True, max_length=200, verbose_name='tỉnh ghi')),
                ('ours', models.CharField(blank=True, max_length=200, verbose_name='ta ghi')),
                ('found_at', models.DateTimeField(verbose_name='thấy lúc')),
                ('settlement', models.CharField(blank=True, choices=[('theirs', 'tỉnh đúng, sửa ở đây'), ('ours', 'ta đúng, báo tỉnh sửa'), ('explained', 'giải thích được, để nguyên')], max_length=10, verbose_name='quyết định')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='quyết định lúc')),
                ('vanished_at', models.DateTimeField(blank=True, null=True, verbose_name='hết khác lúc')),
                ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='processes.dossier')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='processes.provincefile')),
            ],
            options={
                'verbose_name': 'điểm khác với hệ thống tỉnh',
                'ordering': ['code', 'kind', 'pk'],
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True), ('vanished_at__isnull', True)), fields=['kind', 'code'], name='processes_difference_open')],
                'constraints': [models.UniqueConstraint(fields=('code', 'kind', 'theirs', 'ours'), name='processes_difference_once'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('settled_at__isnull', True), ('settled_by__isnull', True), ('settlement', '')), models.Q(('settled_at__gte', models.F('found_at')), ('settled_by__isnull', False), models.Q(('settlement', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='processes_difference_settled_says_why')],
            },
        ),
        migrations.CreateModel(
            name='ProvinceRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='dòng')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='mã hồ sơ')),
                ('values', models.JSONField(default=dict)),
                ('expected', models.CharField(choices=[('added', 'thêm mới'), ('updated', 'cập nhật'), ('same', 'không đổi'), ('differs', 'khác, cần đối chiếu'), ('noted', 'ghi nhận, chưa thành hồ sơ'), ('refused', 'không nhận')], max_length=10)),
                ('verdict', models.CharField(blank=True, choices=[('added', 'thêm mới'), ('updated', 'cập nhật'), ('same', 'không đổi'), ('differs', 'khác, cần đối chiếu'), ('noted', 'ghi nhận, chưa thành hồ sơ'), ('refused', 'không nhận')], max_length=10, verbose_name='kết quả')),
                ('problems', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='processes.provincefile')),
            ],
            options={
                'verbose_name': 'dòng của tệp',
                'ordering': ['file', 'number'],
                'indexes': [models.Index(fields=['file', 'verdict', 'number'], name='processes_provincerow_verdict')],
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='processes_provincerow_once')],
            },
        ),
        migrations.CreateModel(
            name='ProvinceCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='mã hồ sơ')),
                ('state_code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='mã trạng thái')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='ngày tiếp nhận')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='ngày hẹn trả')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='ngày kết thúc xử lý')),
                ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='ngày trả')),
                ('values', models.JSONField(default=dict)),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='tỉnh báo lúc')),
                ('scanned_at', models.DateTimeField(blank=True, null=True, verbose_name='quét lúc')),
                ('dossier', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='province_copy', to='processes.dossier')),
                ('scanned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.person')),
                ('row', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.provincerow')),
            ],
            options={
                'verbose_name': 'hồ sơ trên hệ thống tỉnh',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['received_at'], name='processes_provincecopy_came')],
                'constraints': [models.CheckConstraint(condition=models.Q(('told_at__isnull', False), ('scanned_at__isnull', False), _connector='OR'), name='processes_provincecopy_known_how')],
            },
        ),
        migrations.CreateModel(
            name='DossierLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('in', 'văn bản đến'), ('out', 'văn bản đi')], max_length=3, verbose_name='loại')),
                ('number', models.CharField(max_length=100, verbose_name='số, ký hiệu')),
                ('noted_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='processes.dossier')),
            ],
            options={
                'verbose_name': 'văn bản của hồ sơ',
                'ordering': ['dossier', 'direction', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('dossier', 'direction', 'number'), name='processes_dossierletter_once')],
            },
        ),
    ]
