using System.Reflection;
using System.Runtime.Loader;

namespace Cdarts.Engine.Spaces;

/// <summary>
/// Makes the search spaces of a user's assemblies known: every public class that derives from <see cref="SearchSpace"/> and has a public constructor
/// without parameters, or a static property <c>Instance</c> of its own type.
/// </summary>
public static class SpaceAssemblies
{
    private const string Instance = "Instance";

    /// <summary>Loads an assembly and registers its spaces. What it needs beside the engine may lie in its folder. Loading it twice changes nothing.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <exception cref="CdartsException">
    /// The file is missing, is no assembly, was built for another version of the engine, has no space, or has one that cannot be used; one sentence.
    /// </exception>
    public static void Load(string path)
    {
        string file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new CdartsException($"There is no file {path} to load search spaces from: give the path of an assembly (.dll).");
        }

        try
        {
            Assembly assembly = Contexts.For(file).LoadFromAssemblyPath(file);
            RequireSameEngine(assembly, path);
            Register(path, assembly.GetExportedTypes(), SearchSpaces.Register);
        }
        catch (BadImageFormatException error)
        {
            throw new CdartsException($"{path} is no .NET assembly, so that no search space can be loaded from it.", error);
        }
        catch (Exception error) when (error is TypeLoadException or MissingMemberException)
        {
            throw OtherVersion(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file itself, or something that it needs.
            throw new CdartsException($"{path} cannot be loaded: {error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}.", error);
        }
    }

    /// <summary>Registers the spaces among types.</summary>
    /// <param name="path">Where they come from, for the error's sentence.</param>
    /// <param name="types">Types.</param>
    /// <param name="register">Makes a space known.</param>
    internal static void Register(string path, IEnumerable<Type> types, Action<SearchSpace> register)
    {
        Type[] spaces = [.. types.Where(type => type is { IsPublic: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsSubclassOf(typeof(SearchSpace)))];
        if (spaces.Length == 0)
        {
            throw new CdartsException($"{path} has no search space: it needs a public class that derives from {typeof(SearchSpace).FullName}.");
        }

        foreach (Type space in spaces)
        {
            try
            {
                register(Create(space, path));
            }
            catch (CdartsException error)
            {
                throw new CdartsException($"{path} cannot be used: {error.Message}", error);
            }
        }
    }

    private static SearchSpace Create(Type type, string path)
    {
        try
        {
            object? space = type.GetProperty(Instance, BindingFlags.Public | BindingFlags.Static) is { } property && type.IsAssignableTo(property.PropertyType)
                ? property.GetValue(null)
                : type.GetConstructor([]) is { } constructor
                ? constructor.Invoke(null)
                : throw new CdartsException($"{type.FullName} has neither a public constructor without parameters nor a static property {Instance}: add one.");
            return space as SearchSpace ?? throw new CdartsException($"{type.FullName}.{Instance} is null.");
        }
        catch (TargetInvocationException error) when (Inner(error) is TypeLoadException or MissingMemberException)
        {
            throw OtherVersion(path, error);
        }
        catch (TargetInvocationException error)
        {
            throw new CdartsException($"{type.FullName} cannot be made: {Inner(error).Message.ReplaceLineEndings(" ").TrimEnd('.')}.", error);
        }
    }

    // What a static constructor throws is wrapped once more.
    private static Exception Inner(Exception error) =>
        error is TargetInvocationException or TypeInitializationException && error.InnerException is { } inner ? Inner(inner) : error;

    private static void RequireSameEngine(Assembly assembly, string path)
    {
        AssemblyName engine = typeof(SearchSpace).Assembly.GetName();
        if (assembly.GetReferencedAssemblies().FirstOrDefault(reference => reference.Name == engine.Name) is { } used && used.Version != engine.Version)
        {
            throw new CdartsException($"{path} was built for version {used.Version} of {engine.Name}, and this is {engine.Version}: build it again.");
        }
    }

    private static CdartsException OtherVersion(string path, Exception error) =>
        new($"{path} was built for another version of {typeof(SearchSpace).Assembly.GetName().Name} than this one: build it again.", error);

    /// <summary>
    /// An assembly's own surroundings. What the process has already, the engine and TorchSharp above all, is shared, whatever copies lie beside the
    /// assembly: a space must derive from this engine's class.
    /// </summary>
    private sealed class Surroundings(string file) : AssemblyLoadContext(file)
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!));
            }
            catch (FileNotFoundException)
            {
                return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
            }
        }
    }

    private static class Contexts
    {
        private static readonly Lock Gate = new();
        private static readonly Dictionary<string, Surroundings> Known = [];

        internal static Surroundings For(string file)
        {
            lock (Gate)
            {
                return Known.TryGetValue(file, out Surroundings? known) ? known : Known[file] = new Surroundings(file);
            }
        }
    }
}
