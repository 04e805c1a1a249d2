using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>
/// Finds the line of the <c>await</c> at which an async method waits. The compiler has numbered the waits of a method, the
/// method's state machine holds the number, and the program's debug information has the line. All of it is there to be
/// looked at by debuggers, not promised for ever, so the answer may be null and only messages may depend on it.
/// </summary>
internal static class SuspendedCode
{
    private static readonly Guid AsyncSteps = new("54FD2AC5-E925-401A-9C2A-F94F171072F8");

    /// <param name="waiting">The task of an async method, or the delegate that would continue it.</param>
    public static CodeLine? FindLine(object? waiting)
    {
        try
        {
            return Find(waiting is Delegate { Target: { } target } ? target : waiting);
        }
#pragma warning disable CA1031 // A message without a line is better than no message.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    [SuppressMessage("Minor", "S3011", Justification = "Reads what the compiler made; nothing is changed.")]
    private static CodeLine? Find(object? box)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var machine = box?.GetType().GetField("StateMachine", Any)?.GetValue(box);
        if (machine?.GetType().GetField("<>1__state", Any)?.GetValue(machine) is not (int state and >= 0))
        {
            return null;
        }

        return machine.GetType().GetMethod("MoveNext", Any) is { } method ? FindAwait(method, state) : null;
    }

    private static CodeLine? FindAwait(MethodInfo method, int number)
    {
        var path = method.Module.Assembly.Location;
        using var program = new PEReader(File.OpenRead(path));
        if (!program.TryOpenAssociatedPortablePdb(path, OpenIfThere, out var provider, out _) || provider is null)
        {
            return null;
        }

        using (provider)
        {
            var symbols = provider.GetMetadataReader();
            var handle = MetadataTokens.MethodDefinitionHandle(method.MetadataToken);
            return OffsetOfAwait(symbols, handle, number) is { } offset ? LineAt(symbols, handle, offset) : null;
        }
    }

    private static FileStream? OpenIfThere(string path) => File.Exists(path) ? File.OpenRead(path) : null;

    private static uint? OffsetOfAwait(MetadataReader symbols, MethodDefinitionHandle method, int number)
    {
        foreach (var handle in symbols.GetCustomDebugInformation(method))
        {
            var information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) != AsyncSteps)
            {
                continue;
            }

            // The offset of the catch block, then for each await: where it leaves, where it comes back, in which method.
            var steps = symbols.GetBlobReader(information.Value);
            _ = steps.ReadUInt32();
            for (var await = 0; steps.RemainingBytes > 0; await++)
            {
                var leaves = steps.ReadUInt32();
                _ = steps.ReadUInt32();
                _ = steps.ReadCompressedInteger();
                if (await == number)
                {
                    return leaves;
                }
            }
        }

        return null;
    }

    private static CodeLine? LineAt(MetadataReader symbols, MethodDefinitionHandle method, uint offset)
    {
        CodeLine? line = null;
        foreach (var point in symbols.GetMethodDebugInformation(method).GetSequencePoints())
        {
            if (point.Offset <= offset && !point.IsHidden)
            {
                var document = symbols.GetDocument(point.Document);
                line = new CodeLine(CodeLine.FileName(symbols.GetString(document.Name)), point.StartLine);
            }
        }

        return line;
    }
}
