using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Platform.Documents;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Pipelines;

/// <summary>Reads documents of pipelines, YAML or JSON, and says all that is wrong with their form. Thread-safe.</summary>
internal sealed class PipelineReader(StageKinds kinds)
{
    private const int MaxStages = 200;
    private const int MaxDescription = 1_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a document.</summary>
    /// <param name="text">YAML, or JSON when it begins with a brace.</param>
    /// <param name="name">What the pipeline is called where the document does not say it; null when it must.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <returns>What could be understood of it: nothing to be run when there are faults.</returns>
    public PipelineDocument Read(string text, string? name, ICollection<PipelineFault> faults)
    {
        try
        {
            return Read(Parse(text), name, faults);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            faults.Add(new PipelineFault("", e.Message));
            return new PipelineDocument(name ?? "", "", Protect: true, []);
        }
    }

    /// <summary>The one document of a text.</summary>
    /// <exception cref="FormatException">It is no YAML, or not one document.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        if (text.AsSpan().TrimStart() is ['{', ..])
        {
            return JsonNode.Parse(text, documentOptions: Strict);
        }

        return YamlDocuments.Parse(text) is [var only]
            ? only
            : throw new FormatException("There must be one document, with name and stages.");
    }

    private PipelineDocument Read(JsonNode? node, string? name, ICollection<PipelineFault> faults)
    {
        var stages = new List<StageDocument>();
        if (node is not JsonObject document)
        {
            faults.Add(new PipelineFault("", "A pipeline is an object with name and stages."));
            return new PipelineDocument(name ?? "", "", Protect: true, stages);
        }

        foreach (var (member, _) in document)
        {
            if (member is not ("name" or "description" or "protect" or "stages"))
            {
                faults.Add(new PipelineFault(member, "A pipeline has name, description, protect and stages only."));
            }
        }

        var written = new Members(document, "", faults);
        var called = written.Text("name") ?? name ?? "";
        if (!PipelineNames.IsName(called))
        {
            faults.Add(new PipelineFault("name", PipelineNames.Rule));
        }
        else if (name is not null && called != name)
        {
            faults.Add(new PipelineFault("name", $"The document says '{called}', but it is kept as '{name}'."));
        }

        var description = written.Text("description") ?? "";
        if (description.Length > MaxDescription)
        {
            faults.Add(new PipelineFault("description", $"description may have {MaxDescription} characters."));
        }

        ReadStages(document["stages"], stages, faults);
        return new PipelineDocument(called, description, written.Flag("protect") ?? true, stages);
    }

    private void ReadStages(JsonNode? node, List<StageDocument> stages, ICollection<PipelineFault> faults)
    {
        if (node is not JsonArray list)
        {
            faults.Add(new PipelineFault("stages", "stages is a list; an empty one is [] ."));
            return;
        }

        if (list.Count > MaxStages)
        {
            faults.Add(new PipelineFault("stages", $"A pipeline may have {MaxStages} stages."));
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (ReadStage(list[i], $"stages[{i}]", names, faults) is { } stage)
            {
                stages.Add(stage);
            }
        }
    }

    private StageDocument? ReadStage(
        JsonNode? node,
        string path,
        HashSet<string> names,
        ICollection<PipelineFault> faults
    )
    {
        if (node is not JsonObject stage)
        {
            faults.Add(new PipelineFault(path, "A stage is an object, such as {drop: {}, if: \"severity<info\"}."));
            return null;
        }

        var said = stage.Select(member => member.Key).Where(m => m is not ("name" or "if" or "on_error")).ToList();
        var unknown = said.Where(kind => kinds.Find(kind) is null).ToList();
        foreach (var kind in unknown)
        {
            faults.Add(new PipelineFault($"{path}.{kind}", $"There is no such stage. There are: {kinds.Names}."));
        }

        if (said.Count != 1)
        {
            var what = said.Count == 0 ? "says nothing of" : "says more than one of";
            faults.Add(new PipelineFault(path, $"A stage is of one kind; this one {what}: {kinds.Names}."));
            return null;
        }

        var written = new Members(stage, path, faults);
        var name = written.Text("name") ?? FreeName(said[0], names);
        if (!PipelineNames.IsName(name))
        {
            faults.Add(new PipelineFault($"{path}.name", PipelineNames.Rule));
        }
        else if (!names.Add(name))
        {
            faults.Add(new PipelineFault($"{path}.name", $"There is another stage called '{name}'."));
        }

        var onError = written.Text("on_error") switch
        {
            null or "pass" => OnError.Pass,
            "drop" => OnError.Drop,
            "quarantine" => OnError.Quarantine,
            _ => (OnError?)null,
        };
        if (onError is null)
        {
            faults.Add(new PipelineFault($"{path}.on_error", "on_error is pass, drop or quarantine."));
        }

        var condition = written.Text("if");
        return unknown.Count == 0
            ? new StageDocument(name, said[0], stage[said[0]], condition, onError ?? OnError.Pass, path)
            : null;
    }

    private static string FreeName(string kind, HashSet<string> taken)
    {
        var name = kind;
        for (var i = 2; taken.Contains(name); i++)
        {
            name = $"{kind}-{i}";
        }

        return name;
    }

    /// <summary>Reads the members of an object that are values of one type each.</summary>
    private sealed class Members(JsonObject node, string path, ICollection<PipelineFault> faults)
    {
        public string? Text(string name) => Read<string>(name, JsonValueKind.String, "text");

        public bool? Flag(string name) =>
            node[name]?.GetValueKind() == JsonValueKind.False
                ? false
                : Read<bool?>(name, JsonValueKind.True, "true or false");

        private T? Read<T>(string name, JsonValueKind kind, string what)
        {
            if (node[name] is not { } value)
            {
                return default;
            }

            if (value.GetValueKind() == kind)
            {
                return value.GetValue<T>();
            }

            faults.Add(new PipelineFault(path.Length > 0 ? $"{path}.{name}" : name, $"{name} must be {what}."));
            return default;
        }
    }
}
