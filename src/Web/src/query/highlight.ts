import { RangeSetBuilder, StateEffect, StateField, type Extension, type Text } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { Diagnostic } from '../api/problem';
import { tokenize } from './tokens';

/** Colours each word by what it is. */
export const highlight: Extension = StateField.define<DecorationSet>({
  create: (state) => coloured(state.doc),
  update: (known, change) => (change.docChanged ? coloured(change.state.doc) : known),
  provide: (field) => EditorView.decorations.from(field),
});

function coloured(doc: Text): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  for (const token of tokenize(doc.toString())) {
    marks.add(token.from, token.to, Decoration.mark({ class: `q-${token.kind}` }));
  }

  return marks.finish();
}

/** Underlines the places that the server did not understand, until the query is changed. */
export const setWrong = StateEffect.define<readonly Diagnostic[]>();

export const wrongPlaces: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(known, change) {
    for (const effect of change.effects) {
      if (effect.is(setWrong)) {
        return underlined(effect.value, change.state.doc.length);
      }
    }

    return change.docChanged ? Decoration.none : known;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function underlined(diagnostics: readonly Diagnostic[], length: number): DecorationSet {
  const errors = diagnostics.filter((diagnostic) => !diagnostic.hint);
  const ranges = errors.map(({ position, length: size, message }) => {
    // A place behind the end is shown at the last letter.
    const from = Math.max(0, Math.min(position, length - 1));
    const to = Math.min(length, Math.max(from + 1, position + size));
    return { from, to, mark: Decoration.mark({ class: 'q-wrong', attributes: { title: message } }) };
  });
  return Decoration.set(
    ranges.filter(({ from, to }) => to > from).map(({ from, to, mark }) => mark.range(from, to)),
    true,
  );
}
