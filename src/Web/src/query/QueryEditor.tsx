import {
  acceptCompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { Diagnostic } from '../api/problem';
import type { Range } from '../time/range';
import { completion } from './completion';
import { highlight, setWrong, wrongPlaces } from './highlight';
import { readHistory } from './history';
import styles from './QueryEditor.module.css';
import { theme } from './theme';

export interface QueryEditorHandle {
  focus: () => void;
}

interface Props {
  value: string;
  range: Range;
  diagnostics: readonly Diagnostic[];
  onChange: (query: string) => void;
  onRun: (query: string) => void;
  ref?: Ref<QueryEditorHandle>;
}

// A second example where there is room for it.
const example = matchMedia('(max-width: 640px)').matches
  ? 'timeout service:checkout'
  : 'Search: words, "a phrase", service:checkout severity>=warn, or | stats count() by service';

/** The field for a query: colours, completion, what is wrong, and earlier queries on the arrow keys. */
export function QueryEditor({ value, range, diagnostics, onChange, onRun, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor outlives renderings: what it calls is looked up when it calls.
  const latest = useRef({ range, onChange, onRun });
  useEffect(() => {
    latest.current = { range, onChange, onRun };
  });

  // What is typed comes back as the value a rendering later, when more may have been typed. Such an echo replaces nothing.
  const echoes = useRef(new Set<string>());

  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);
  useEffect(() => {
    if (host.current === null) {
      return;
    }

    // In a shadow tree the editor adopts its styles; in the page it would add style elements, which the policy forbids.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          Prec.highest(keymap.of(keys(() => latest.current))),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          history(),
          highlight,
          wrongPlaces,
          theme,
          completion(() => latest.current.range),
          EditorView.lineWrapping,
          placeholder(example),
          EditorView.contentAttributes.of({ 'aria-label': 'Query', spellcheck: 'false', autocapitalize: 'off' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              const text = update.state.doc.toString();
              echoes.current.add(text);
              latest.current.onChange(text);
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) {
      return;
    }

    const isSame = editor.state.doc.toString() === value;
    if (!isSame && echoes.current.has(value)) {
      return;
    }

    if (!isSame) {
      replace(editor, value);
    }

    echoes.current.clear();
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: setWrong.of(diagnostics) });
  }, [diagnostics]);

  return <div ref={host} className={styles.editor} data-testid="query" />;
}

function keys(now: () => { onRun: (query: string) => void }) {
  let earlier = -1;
  let draft = '';

  function step(editor: EditorView, distance: number): boolean {
    if (completionStatus(editor.state) !== null || editor.state.doc.lines > 1) {
      return false;
    }

    const queries = readHistory();
    const next = earlier + distance;
    if (next < -1 || next >= queries.length) {
      return true;
    }

    draft = earlier < 0 ? editor.state.doc.toString() : draft;
    earlier = next;
    replace(editor, queries[next] ?? draft);
    return true;
  }

  return [
    {
      key: 'Enter',
      run(editor: EditorView) {
        if (!acceptCompletion(editor)) {
          closeCompletion(editor);
          earlier = -1;
          now().onRun(editor.state.doc.toString());
        }

        return true;
      },
    },
    { key: 'Tab', run: acceptFirst },
    { key: 'ArrowUp', run: (editor: EditorView) => step(editor, 1) },
    { key: 'ArrowDown', run: (editor: EditorView) => step(editor, -1) },
    {
      key: 'Escape',
      run(editor: EditorView) {
        if (!closeCompletion(editor)) {
          editor.contentDOM.blur();
        }

        return true;
      },
    },
  ];
}

// Tab takes the first entry when none was chosen yet; with no list it moves on to the next control.
function acceptFirst(editor: EditorView): boolean {
  if (completionStatus(editor.state) !== 'active') {
    return false;
  }

  return acceptCompletion(editor) || (moveCompletionSelection(true)(editor) && acceptCompletion(editor));
}

function replace(editor: EditorView, text: string): void {
  editor.dispatch({
    changes: { from: 0, to: editor.state.doc.length, insert: text },
    selection: { anchor: text.length },
  });
}
