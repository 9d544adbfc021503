using Cdarts.Contracts.Specification;

namespace Cdarts.Contracts.Tests.Specification;

public sealed class RunSpecJsonTests
{
    [Fact]
    public void The_hash_of_the_defaults_never_moves() =>
        Assert.Equal("cf1e144f688ee4d6ffc3350178aaa7058abca7ca75525f9d413e7cea5cb8c9a5", RunSpecJson.Hash(RunSpec.Cream));

    [Fact]
    public void The_text_is_canonical()
    {
        string json = RunSpecJson.Write(RunSpec.Cream);

        Assert.StartsWith("{\"schema_version\":1,\"variant\":\"cream\",\"seed\":0,\"precision\":\"float32\",\"device\":\"cpu\",\"strategy\":\"cdarts\",\"task\":\"search\",\"layout\":\"together\",\"data\":{\"name\":\"sample\",\"path\":\"\",", json);
        Assert.Contains("\"loss\":{\"interactive\":\"smooth_l1\",\"temperature\":2,", json);
        Assert.Contains("\"weight_decay\":0.0003,", json);
        Assert.DoesNotContain(" ", json);
    }

    [Theory]
    [InlineData(Variant.Cream)]
    [InlineData(Variant.Nni)]
    public void What_was_written_is_read_back(Variant variant)
    {
        RunSpec spec = RunSpec.Of(variant) with { Data = new() { Name = "idx", Path = "/tmp/a b/\"ü\"" }, Seed = long.MaxValue };

        Assert.Equal(spec, RunSpecJson.Read(RunSpecJson.Write(spec)));
        Assert.Equal(RunSpecJson.Hash(spec), RunSpecJson.Hash(RunSpecJson.Read(RunSpecJson.Write(spec))));
    }

    [Fact]
    public void Every_setting_moves_the_hash()
    {
        HashSet<string> hashes = [RunSpecJson.Hash(RunSpec.Cream)];
        foreach (SettingKey setting in SettingCatalog.All)
        {
            object value = setting.Get(RunSpec.Cream) switch
            {
                bool flag => !flag,
                int number => number + 1,
                long number => number + 1,
                double number => number + 1,
                Enum choice => Enum.GetValues(setting.ValueType).Cast<object>().First(other => !other.Equals(choice)),
                string text => text + "x",
                _ => setting.Read("[]")!,
            };

            Assert.True(hashes.Add(RunSpecJson.Hash(SettingCatalog.Build([new(setting.Key, value)]))), setting.Key);
        }
    }

    [Theory]
    [InlineData("\"seed\":0,", "", "The run specification lacks seed: it was written by another version of cdarts.")]
    [InlineData("\"seed\":0,", "\"seed\":0,\"sead\":1,", "The run specification has an unknown key sead: it was written by another version of cdarts.")]
    [InlineData("\"seed\":0,", "\"seed\":\"0\",", "The run specification's seed is \"0\": use an integer, 0 or more.")]
    [InlineData("\"seed\":0,", "\"seed\":0,\"seed\":1,", "The run specification is not valid JSON.")]
    [InlineData("\"flip\":true", "\"flip\":1", "The run specification's data.flip is 1: use true or false.")]
    [InlineData("\"cream\"", "true", "The run specification's variant is true: use cream or nni.")]
    [InlineData("\"schema_version\":1", "\"schema_version\":2", "The run specification's schema_version is not 1: it was written by another version of cdarts.")]
    [InlineData("\"schema_version\":1", "\"schema_version\":\"1\"", "The run specification's schema_version is not 1: it was written by another version of cdarts.")]
    public void Another_text_is_refused_with_one_sentence(string part, string by, string sentence)
    {
        string json = RunSpecJson.Write(RunSpec.Cream).Replace(part, by);

        Assert.Equal(sentence, Assert.Throws<RunSpecException>(() => RunSpecJson.Read(json)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"schema_version\":{}}")]
    public void A_text_that_is_no_specification_is_refused(string json) => Assert.Throws<RunSpecException>(() => RunSpecJson.Read(json));
}
