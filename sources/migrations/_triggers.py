"""An operation that adds many triggers at once: one by one, Django would render all models anew for each."""

from django.db.migrations.operations.base import Operation, OperationCategory
from pgtrigger.migrations import AddTrigger


class AddTriggers(Operation):
    """`triggers`: [(model name, compiled trigger)]. As pgtrigger's AddTrigger for each, in that order."""

    category = OperationCategory.ADDITION
    reversible = True

    def __init__(self, triggers):
        self.triggers = triggers

    def _each(self):
        return [AddTrigger(model_name=model, trigger=trigger) for model, trigger in self.triggers]

    def deconstruct(self):
        return (self.__class__.__name__, [self.triggers], {})

    def state_forwards(self, app_label, state):
        changed = set()
        for model, trigger in self.triggers:
            key = (app_label, model.lower())
            options = state.models[key].options
            options["triggers"] = [*options.get("triggers", []), trigger]
            changed.add(key)
        for key in changed:
            state.reload_model(*key, delay=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self._each():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self._each()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Adds {len(self.triggers)} triggers"
