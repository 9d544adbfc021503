using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Cdarts.Architecture.Tests.Reading;

/// <summary>What a compiled assembly refers to, read from its metadata without loading it.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(IReadOnlyList<string> references, IReadOnlyList<ForeignType> foreignTypes, IReadOnlyList<string> friends)
    {
        References = references;
        ForeignTypes = foreignTypes;
        Friends = friends;
    }

    /// <summary>Simple names of the assemblies it refers to.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Every type of another assembly that a signature, field, local or instruction names.</summary>
    public IReadOnlyList<ForeignType> ForeignTypes { get; }

    /// <summary>Assemblies that see its internals.</summary>
    public IReadOnlyList<string> Friends { get; }

    public static CompiledAssembly Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using PEReader portable = new(file);
        MetadataReader reader = portable.GetMetadataReader();
        return new CompiledAssembly(
            [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))],
            [.. reader.TypeReferences.Select(handle => Foreign(reader, reader.GetTypeReference(handle)))],
            [.. FriendsOf(reader)]);
    }

    private static ForeignType Foreign(MetadataReader reader, TypeReference type)
    {
        string name = reader.GetString(type.Name);
        string space = reader.GetString(type.Namespace);
        EntityHandle scope = type.ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
        {
            TypeReference outer = reader.GetTypeReference((TypeReferenceHandle)scope);
            name = reader.GetString(outer.Name) + "." + name;
            space = reader.GetString(outer.Namespace);
            scope = outer.ResolutionScope;
        }

        string assembly = scope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
            : "";
        return new ForeignType(assembly, space.Length == 0 ? name : space + "." + name);
    }

    private static IEnumerable<string> FriendsOf(MetadataReader reader)
    {
        foreach (CustomAttributeHandle handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            MemberReference constructor = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
            if (constructor.Parent.Kind != HandleKind.TypeReference) continue;
            TypeReference type = reader.GetTypeReference((TypeReferenceHandle)constructor.Parent);
            if (reader.GetString(type.Name) != "InternalsVisibleToAttribute") continue;

            BlobReader value = reader.GetBlobReader(attribute.Value);
            value.ReadUInt16(); // the prolog of every attribute value
            yield return value.ReadSerializedString()!.Split(',')[0];
        }
    }
}

/// <summary>A type of another assembly.</summary>
internal sealed record ForeignType(string Assembly, string FullName)
{
    public override string ToString() => $"{FullName} ({Assembly})";
}
