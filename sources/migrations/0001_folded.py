import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import sources.migrations._triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('sources', '0001_initial'), ('sources', '0002_curation'), ('sources', '0003_indexes_of_lists')]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('outlet', 'outlet'), ('agency', 'agency'), ('organisation', 'organisation'), ('group', 'named group'), ('person', 'person'), ('document', 'document')], help_text='What it is. A publisher (outlet, agency) stays one while it has articles, domains or owners.', max_length=20)),
                ('name', models.CharField(help_text="Today's name in full. After a rename the old one stays as an alias, to the day before.", max_length=300)),
                ('name_key', models.CharField(editable=False, max_length=300)),
                ('sort_key', models.CharField(db_collation='C', editable=False, max_length=700)),
                ('country', models.CharField(blank=True, help_text='Two capital letters (ISO 3166), if it has one.', max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', 'Write a country as its two capital letters (ISO 3166): GB, DE.')])),
                ('language', models.CharField(blank=True, help_text='The language it mostly publishes or speaks in (BCP 47: en, de).', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Write a language as in BCP 47: en, de, pt-BR.')])),
                ('note', models.TextField(blank=True, help_text="What a colleague should know; shown on the source's page.")),
                ('checked', models.BooleanField(default=False, help_text='A curator has looked at this source. Those that editors add are new until then.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, help_text="Set by a merge: the source that took over this one's rows.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='sources.source')),
                ('succeeds', models.ManyToManyField(blank=True, help_text='After a real split or union: the sources that this one goes on from.', related_name='succeeded_by', to='sources.source')),
            ],
            options={
                'indexes': [models.Index(fields=['name_key'], name='sources_source_name_key'), models.Index(fields=['sort_key', 'id'], name='sources_source_sort'), models.Index(fields=['kind', 'sort_key', 'id'], name='sources_source_kind_sort'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name_key'), name='gin_trgm_ops'), name='sources_source_name_trgm'), models.Index(models.OrderBy(models.F('id'), descending=True), condition=models.Q(('checked', False), ('merged_into__isnull', True)), name='sources_source_new'), models.Index(condition=models.Q(('kind__in', ('outlet', 'agency'))), fields=['sort_key', 'id'], name='sources_source_publishers'), models.Index(models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='sources_source_added'), models.Index(models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('kind__in', ('outlet', 'agency'))), name='sources_source_publ_added')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name_key', ''), _negated=True)), name='sources_source_has_name'), models.CheckConstraint(condition=models.Q(('kind__in', ('outlet', 'agency', 'organisation', 'group', 'person', 'document'))), name='sources_source_kind')],
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('role', models.CharField(blank=True, help_text='As one would print it: spokeswoman, reservist.', max_length=300)),
                ('member', models.ForeignKey(help_text='The person or body that is part of it.', on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='sources.source')),
                ('organisation', models.ForeignKey(help_text='What it is part of.', on_delete=django.db.models.deletion.CASCADE, related_name='members', to='sources.source')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('member', models.F('organisation')), _negated=True), name='sources_affiliation_not_itself', violation_error_message='Nobody is affiliated to itself.'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='sources_affiliation_ends_after_start', violation_error_message='The last day lies before the first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('member', '='), ('organisation', '='), ('role', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE'), '&&')], name='sources_affiliation_once_per_period', violation_error_message='That affiliation is recorded already for this period.')],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('name', models.CharField(help_text='As it is printed: an abbreviation, a former name, a spelling.', max_length=300)),
                ('name_key', models.CharField(editable=False, max_length=300)),
                ('language', models.CharField(blank=True, help_text='Only in this language; empty for any.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Write a language as in BCP 47: en, de, pt-BR.')])),
                ('source', models.ForeignKey(help_text='Whose name it is, or was.', on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='sources.source')),
            ],
            options={
                'verbose_name_plural': 'aliases',
                'ordering': ['name_key', 'pk'],
                'indexes': [models.Index(fields=['name_key'], name='sources_alias_name_key'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name_key'), name='gin_trgm_ops'), name='sources_alias_name_trgm')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name_key', ''), _negated=True)), name='sources_alias_has_name'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='sources_alias_ends_after_start', violation_error_message='The last day lies before the first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('source', '='), ('name_key', '='), ('language', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE'), '&&')], name='sources_alias_once_per_period', violation_error_message='This source has that alias already, for this language and period.')],
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('host', models.CharField(help_text='Without www: independent.co.uk. A whole address is read too.', max_length=253)),
                ('path', models.CharField(blank=True, help_text='Only where one host serves several outlets: /news/wales.', max_length=300)),
                ('outlet', models.ForeignKey(help_text='The outlet or agency it belongs to.', on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='sources.source')),
            ],
            options={
                'ordering': ['host', 'path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('host', ''), _negated=True), name='sources_domain_has_host'), models.CheckConstraint(condition=models.Q(('path', ''), models.Q(('path__startswith', '/'), models.Q(('path__endswith', '/'), _negated=True)), _connector='OR'), name='sources_domain_path'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='sources_domain_ends_after_start', violation_error_message='The last day lies before the first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('host', '='), ('path', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE'), '&&')], name='sources_domain_one_outlet', violation_error_message='That host and path belong to an outlet already in this period.')],
            },
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('outlet', models.ForeignKey(help_text='The outlet or agency that is owned.', on_delete=django.db.models.deletion.CASCADE, related_name='ownerships', to='sources.source')),
                ('owner', models.ForeignKey(help_text='The owning group or company.', on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='sources.source')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outlet', models.F('owner')), _negated=True), name='sources_ownership_not_itself', violation_error_message='An outlet does not own itself.'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='sources_ownership_ends_after_start', violation_error_message='The last day lies before the first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('outlet', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE'), '&&')], name='sources_ownership_one_owner', violation_error_message='This outlet has an owner already in this period; end that one first.')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('sources.source',),
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('sources.source',),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
            ],
            options={
                'verbose_name_plural': 'people',
                'proxy': True,
            },
            bases=('sources.source',),
        ),
        migrations.CreateModel(
            name='SourceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('outlet', 'outlet'), ('agency', 'agency'), ('organisation', 'organisation'), ('group', 'named group'), ('person', 'person'), ('document', 'document')], help_text='What it is. A publisher (outlet, agency) stays one while it has articles, domains or owners.', max_length=20)),
                ('name', models.CharField(help_text="Today's name in full. After a rename the old one stays as an alias, to the day before.", max_length=300)),
                ('name_key', models.CharField(editable=False, max_length=300)),
                ('sort_key', models.CharField(db_collation='C', editable=False, max_length=700)),
                ('country', models.CharField(blank=True, help_text='Two capital letters (ISO 3166), if it has one.', max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', 'Write a country as its two capital letters (ISO 3166): GB, DE.')])),
                ('language', models.CharField(blank=True, help_text='The language it mostly publishes or speaks in (BCP 47: en, de).', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Write a language as in BCP 47: en, de, pt-BR.')])),
                ('note', models.TextField(blank=True, help_text="What a colleague should know; shown on the source's page.")),
                ('checked', models.BooleanField(default=False, help_text='A curator has looked at this source. Those that editors add are new until then.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text="Set by a merge: the source that took over this one's rows.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LikelyDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('name', 'the same name'), ('host', 'the same host'), ('alike', 'names alike')], help_text='The strongest reason there is.', max_length=10)),
                ('likeness', models.FloatField(help_text='Share of trigrams that the two names have in common, 0 to 1.')),
                ('words', models.CharField(help_text='The name, or the host, that the second carries.', max_length=300)),
                ('found_at', models.DateTimeField(auto_now_add=True)),
                ('first', models.ForeignKey(help_text='The one that is held longer.', on_delete=django.db.models.deletion.CASCADE, related_name='likely_first', to='sources.source')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likely_second', to='sources.source')),
            ],
            options={
                'indexes': [models.Index(fields=['-reason', '-likeness', 'id'], name='sources_likelyduplicate_queue')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='sources_likelyduplicate_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='sources_likelyduplicate_in_order')],
            },
        ),
        migrations.CreateModel(
            name='NotTheSame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, help_text='How one can tell them apart; for colleagues.')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(help_text='One of the two.', on_delete=django.db.models.deletion.CASCADE, related_name='not_the_same_first', to='sources.source')),
                ('second', models.ForeignKey(help_text='The other one.', on_delete=django.db.models.deletion.CASCADE, related_name='not_the_same_second', to='sources.source')),
            ],
            options={
                'verbose_name': 'pair that is not the same',
                'verbose_name_plural': 'pairs that are not the same',
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='sources_notthesame_once', violation_error_message='These two are on record as not the same already.'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='sources_notthesame_in_order', violation_error_message='A source is the same as itself; choose two.')],
            },
        ),
        migrations.CreateModel(
            name='OwnershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.ownership')),
                ('outlet', models.ForeignKey(db_constraint=False, help_text='The outlet or agency that is owned.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
                ('owner', models.ForeignKey(db_constraint=False, help_text='The owning group or company.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DomainEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('host', models.CharField(help_text='Without www: independent.co.uk. A whole address is read too.', max_length=253)),
                ('path', models.CharField(blank=True, help_text='Only where one host serves several outlets: /news/wales.', max_length=300)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.domain')),
                ('outlet', models.ForeignKey(db_constraint=False, help_text='The outlet or agency it belongs to.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AliasEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('name', models.CharField(help_text='As it is printed: an abbreviation, a former name, a spelling.', max_length=300)),
                ('name_key', models.CharField(editable=False, max_length=300)),
                ('language', models.CharField(blank=True, help_text='Only in this language; empty for any.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Write a language as in BCP 47: en, de, pt-BR.')])),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.alias')),
                ('source', models.ForeignKey(db_constraint=False, help_text='Whose name it is, or was.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AffiliationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(blank=True, help_text='First day it holds; empty if not known or always.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='Last day it holds; empty if it still does.', null=True)),
                ('role', models.CharField(blank=True, help_text='As one would print it: spokeswoman, reservist.', max_length=300)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.affiliation')),
                ('member', models.ForeignKey(db_constraint=False, help_text='The person or body that is part of it.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
                ('organisation', models.ForeignKey(db_constraint=False, help_text='What it is part of.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NotTheSameEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('note', models.TextField(blank=True, help_text='How one can tell them apart; for colleagues.')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(db_constraint=False, help_text='One of the two.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sources.notthesame')),
                ('second', models.ForeignKey(db_constraint=False, help_text='The other one.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        sources.migrations._triggers.AddTriggers(
            triggers=[('Source', pgtrigger.compiler.Trigger(name='merged_into_living', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    -- a merged row points to a living row, and nothing points to a merged one\n    IF NEW.merged_into_id IS NOT NULL AND (\n        EXISTS (SELECT 1 FROM sources_source t WHERE t.id = NEW.merged_into_id AND t.merged_into_id IS NOT NULL)\n        OR EXISTS (SELECT 1 FROM sources_source t WHERE t.merged_into_id = NEW.id)\n    ) THEN\n        RAISE EXCEPTION 'a merged row must point to a living row'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_source_merged_into_living';\n    END IF;\n    RETURN NULL;\n", hash='7f4e3e660c054cf4a541030ec7529fbaf1b61ddc', operation='INSERT OR UPDATE OF "merged_into_id"', pgid='pgtrigger_merged_into_living_4270a', table='sources_source', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))), ('Source', pgtrigger.compiler.Trigger(name='publisher_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.kind IN ('outlet', 'agency') AND NEW.kind NOT IN ('outlet', 'agency'))", func="\n            IF EXISTS (SELECT 1 FROM sources_domain t WHERE t.outlet_id = NEW.id) OR EXISTS (SELECT 1 FROM sources_ownership t WHERE t.outlet_id = NEW.id) THEN\n                RAISE EXCEPTION 'a publisher is an outlet or agency and stays one while it has '\n                    'articles, domains or owners'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'publisher_stays';\n            END IF;\n            RETURN NULL;\n        ", hash='f1dac44978655e85d6bc35e8fb0fc9a9f5d9c1e9', operation='UPDATE OF "kind"', pgid='pgtrigger_publisher_stays_00367', table='sources_source', when='AFTER'))), ('Source', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_sourceevent" ("checked", "country", "created_at", "created_by_id", "id", "kind", "language", "merged_into_id", "name", "name_key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key") SELECT new_values."checked", new_values."country", new_values."created_at", new_values."created_by_id", new_values."id", new_values."kind", new_values."language", new_values."merged_into_id", new_values."name", new_values."name_key", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."sort_key" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='82c6e708dc16c3c3bff0c24e0d0bb6064a13f191', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c3ed3', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_source', when='AFTER'))), ('Source', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_sourceevent" ("checked", "country", "created_at", "created_by_id", "id", "kind", "language", "merged_into_id", "name", "name_key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key") SELECT new_values."checked", new_values."country", new_values."created_at", new_values."created_by_id", new_values."id", new_values."kind", new_values."language", new_values."merged_into_id", new_values."name", new_values."name_key", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."sort_key" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='87681f9fe075a06492490e89b87c5be18cec921e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e6185', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_source', when='AFTER'))), ('Source', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_sourceevent" ("checked", "country", "created_at", "created_by_id", "id", "kind", "language", "merged_into_id", "name", "name_key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key") SELECT old_values."checked", old_values."country", old_values."created_at", old_values."created_by_id", old_values."id", old_values."kind", old_values."language", old_values."merged_into_id", old_values."name", old_values."name_key", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."sort_key" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9993d7b36fbec425544751ebef928edfcfec4de1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fde77', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_source', when='AFTER'))), ('Affiliation', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_affiliationevent" ("ends_on", "id", "member_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on") SELECT new_values."ends_on", new_values."id", new_values."member_id", new_values."organisation_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."role", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b5355bc753a40db72cfe971f841a99fc4a8a3e1d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_99061', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_affiliation', when='AFTER'))), ('Affiliation', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_affiliationevent" ("ends_on", "id", "member_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on") SELECT new_values."ends_on", new_values."id", new_values."member_id", new_values."organisation_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."role", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='269196ebcc4559d50657757776cc102a0d4e8ca5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d5523', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_affiliation', when='AFTER'))), ('Affiliation', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_affiliationevent" ("ends_on", "id", "member_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on") SELECT old_values."ends_on", old_values."id", old_values."member_id", old_values."organisation_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."role", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a014d64f1159e7958b82a233267b5d1f8d4cc6d5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_edb48', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_affiliation', when='AFTER'))), ('Alias', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_aliasevent" ("ends_on", "id", "language", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "starts_on") SELECT new_values."ends_on", new_values."id", new_values."language", new_values."name", new_values."name_key", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."source_id", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1d41b330f416c85e463031023edae149973d7b93', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_56caa', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_alias', when='AFTER'))), ('Alias', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_aliasevent" ("ends_on", "id", "language", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "starts_on") SELECT new_values."ends_on", new_values."id", new_values."language", new_values."name", new_values."name_key", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."source_id", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='42ebc7aaa813e1bf4fffa198821a86dd0ac83de0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_155f3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_alias', when='AFTER'))), ('Alias', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_aliasevent" ("ends_on", "id", "language", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "starts_on") SELECT old_values."ends_on", old_values."id", old_values."language", old_values."name", old_values."name_key", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."source_id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='191d1310cc1e4a1706ce7403923ca8841a008d87', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d2c05', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_alias', when='AFTER'))), ('Domain', pgtrigger.compiler.Trigger(name='only_for_publishers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM 1 FROM sources_source s\n                WHERE s.id = NEW.outlet_id AND s.kind IN ('outlet', 'agency') FOR SHARE;\n            IF NOT FOUND THEN\n                RAISE EXCEPTION 'only an outlet or an agency can have this'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'only_for_publishers';\n            END IF;\n            RETURN NULL;\n        ", hash='9bc8b649c95e4538ee6cc89f380a327afef8cb54', operation='INSERT OR UPDATE', pgid='pgtrigger_only_for_publishers_5c875', table='sources_domain', when='AFTER'))), ('Domain', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_domainevent" ("ends_on", "host", "id", "outlet_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT new_values."ends_on", new_values."host", new_values."id", new_values."outlet_id", new_values."path", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='55d16f6ba014d0db76b4676aa78597879746df87', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_999e4', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_domain', when='AFTER'))), ('Domain', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_domainevent" ("ends_on", "host", "id", "outlet_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT new_values."ends_on", new_values."host", new_values."id", new_values."outlet_id", new_values."path", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='949b2edf3a900ff73a8ac3d18e6e31bfbdc4af34', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f564e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_domain', when='AFTER'))), ('Domain', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_domainevent" ("ends_on", "host", "id", "outlet_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT old_values."ends_on", old_values."host", old_values."id", old_values."outlet_id", old_values."path", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7117866e19e784d3e45642de98b4c9a20c5a14b3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5066d', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_domain', when='AFTER'))), ('Ownership', pgtrigger.compiler.Trigger(name='only_for_publishers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM 1 FROM sources_source s\n                WHERE s.id = NEW.outlet_id AND s.kind IN ('outlet', 'agency') FOR SHARE;\n            IF NOT FOUND THEN\n                RAISE EXCEPTION 'only an outlet or an agency can have this'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'only_for_publishers';\n            END IF;\n            RETURN NULL;\n        ", hash='47daaa3d4c6c62c0a539a9a4e8453a64e173a886', operation='INSERT OR UPDATE', pgid='pgtrigger_only_for_publishers_483bb', table='sources_ownership', when='AFTER'))), ('Ownership', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_ownershipevent" ("ends_on", "id", "outlet_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT new_values."ends_on", new_values."id", new_values."outlet_id", new_values."owner_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b49c5a6cc800fb04a8a9a939ffa67356945f3b78', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_37a91', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_ownership', when='AFTER'))), ('Ownership', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_ownershipevent" ("ends_on", "id", "outlet_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT new_values."ends_on", new_values."id", new_values."outlet_id", new_values."owner_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='305b3e8baaa78276f716be174cd947434034b178', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d2994', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_ownership', when='AFTER'))), ('Ownership', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_ownershipevent" ("ends_on", "id", "outlet_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT old_values."ends_on", old_values."id", old_values."outlet_id", old_values."owner_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='58236214465711a6ffbfa3639103014a06bc5630', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9584f', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_ownership', when='AFTER'))), ('NotTheSame', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_notthesameevent" ("at", "by_id", "first_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") SELECT new_values."at", new_values."by_id", new_values."first_id", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."second_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9791b587e763b95ad88ed69af637dbfe766f5b65', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_54857', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_notthesame', when='AFTER'))), ('NotTheSame', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_notthesameevent" ("at", "by_id", "first_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") SELECT new_values."at", new_values."by_id", new_values."first_id", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."second_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f6bdcd7160ab636fe71a5728ff8390445ef3c7cf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ae058', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_notthesame', when='AFTER'))), ('NotTheSame', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_notthesameevent" ("at", "by_id", "first_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") SELECT old_values."at", old_values."by_id", old_values."first_id", old_values."id", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."second_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8be3be15e75ded2074c7cfaa2129f445027b36b0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_13402', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_notthesame', when='AFTER')))],
        ),
    ]
