using System.Text;

namespace Monolith.Platform.Engine.Http;

/// <summary>Refuses the statements that reach beyond the engine's own tables by ways that its grants do not close.</summary>
/// <remarks>In this build of the engine the function <c>file()</c> reads any file of this process's user without any grant,
/// also when a higher-order function or APPLY calls it by name alone; and a table engine that keeps its data at a path, or
/// starts a program, needs none either. So these names are looked for wherever the engine's parser could see them.</remarks>
internal static class StatementGuard
{
    private static readonly HashSet<string> DatabaseEngines = new(StringComparer.OrdinalIgnoreCase)
    {
        "Atomic",
        "Memory",
    };

    /// <summary>The table engines that keep their data in the engine's own folder, or keep none.</summary>
    public static IReadOnlySet<string> TableEngines { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "MergeTree",
            "ReplacingMergeTree",
            "SummingMergeTree",
            "AggregatingMergeTree",
            "CollapsingMergeTree",
            "VersionedCollapsingMergeTree",
            "CoalescingMergeTree",
            "Memory",
            "Null",
            "Log",
            "TinyLog",
            "StripeLog",
            "Set",
            "Join",
            "Buffer",
            "Merge",
            "GenerateRandom",
        };

    /// <summary>Looks the statement through.</summary>
    /// <param name="sql">Its text, without data.</param>
    /// <param name="isSystem">Whether it is one of the system's own, which sees every tenant's rows anyway.</param>
    /// <exception cref="Library.EngineException">It must not run.</exception>
    public static void Check(ReadOnlySpan<byte> sql, bool isSystem)
    {
        var tokens = new SqlTokens(sql);
        var (first, beforeLast, last) = ("", "", "");
        while (tokens.MoveNext())
        {
            var text = NameOf(tokens);
            first = first.Length == 0 ? text : first;
            if (IsFileFunction(tokens, text, last))
            {
                throw Refusal.Forbidden("The function file()");
            }

            if (!isSystem && IsIndexFunction(tokens, text))
            {
                throw Refusal.Forbidden($"The function {text}()");
            }

            // ENGINE [=] name
            var isEngineName = IsWord(last, "ENGINE") || (last == "=" && IsWord(beforeLast, "ENGINE"));
            if (isEngineName && text != "=" && DefinesTables(first) && !IsAllowedEngine(tokens, text))
            {
                throw Refusal.Forbidden($"The engine {text}");
            }

            if (IsWord(first, "KILL") && IsWord(text, "SYNC"))
            {
                throw Refusal.NotSupported("KILL ... SYNC would wait for ever in the embedded engine: use ASYNC");
            }

            (beforeLast, last) = (last, text);
        }
    }

    private static bool IsFileFunction(SqlTokens name, string text, string last)
    {
        if (text != "file" || name.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName))
        {
            return false;
        }

        // A column may have this name where it can be nothing else: t.file, or "AS file".
        return IsCalled(name) || !(last == "." || IsWord(last, "AS"));
    }

    // mergeTreeIndex, mergeTreeTextIndex and the like show what is in indexes without asking the row policy.
    private static bool IsIndexFunction(SqlTokens name, string text) =>
        text.StartsWith("mergeTree", StringComparison.OrdinalIgnoreCase)
        && !IsWord(text, "MergeTree")
        && IsCalled(name);

    private static bool IsCalled(SqlTokens name) => name.MoveNext() && name.Text.SequenceEqual("("u8);

    private static bool DefinesTables(string first) =>
        IsWord(first, "CREATE") || IsWord(first, "ATTACH") || IsWord(first, "REPLACE") || IsWord(first, "ALTER");

    private static bool IsAllowedEngine(SqlTokens tokens, string text) =>
        tokens.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)
        || TableEngines.Contains(text)
        || DatabaseEngines.Contains(text);

    private static bool IsWord(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    // What a name says, without its quotes. What is escaped in quotes could say anything, so it is not allowed.
    private static string NameOf(SqlTokens token)
    {
        var text = token.Text;
        if (token.Kind != SqlTokenKind.QuotedName)
        {
            return token.Kind == SqlTokenKind.Literal ? "'" : Encoding.ASCII.GetString(text);
        }

        return text.Contains((byte)'\\')
            ? throw Refusal.Syntax("Names with escapes are not supported by the embedded engine")
            : Encoding.UTF8.GetString(text.Trim("\"`"u8));
    }
}
