using System.Text.Json.Serialization;

namespace Monolith.Processing.Editing;

/// <summary>Reads the settings of these stages.</summary>
/// <remarks>Their members can be set, not only initialised: what is generated here would give one that can only be initialised
/// nothing where the document says nothing, whatever its own default is.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(RenameSettings))]
[JsonSerializable(typeof(CopySettings))]
[JsonSerializable(typeof(SetSettings))]
[JsonSerializable(typeof(RemoveSettings))]
[JsonSerializable(typeof(ConvertSettings))]
[JsonSerializable(typeof(MapSettings))]
[JsonSerializable(typeof(TemplateSettings))]
[JsonSerializable(typeof(DropSettings))]
[JsonSerializable(typeof(KeepSettings))]
internal sealed partial class EditingJson : JsonSerializerContext;
