// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-device-tests.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ns3::mqtt
{

namespace
{

/// Header of the list of devices.
const std::string LIST = "device,cpu_cores,based_on,time_factor,description,source\n";

/// Header of a table of costs.
const std::string TABLE = "unit,operation,base_ms,ns_per_byte,kind,source\n";

/// Works on a folder of profiles of its own.
class ProfileTestCase : public TestCase
{
  public:
    /// @param name what is shown
    explicit ProfileTestCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    /// Writes a file of the folder.
    /// @param name file
    /// @param text what it holds
    void Write(const std::string& name, const std::string& text)
    {
        std::ofstream(m_folder + "/" + name) << text;
    }

    /// @param device what to load
    /// @param reason what the error must be, after the path of the folder
    void ExpectError(const std::string& device, const std::string& reason)
    {
        const auto profile = DeviceProfile::Load(device);
        NS_TEST_ASSERT_MSG_EQ(profile.has_value(), false, "must fail: " << reason);
        NS_TEST_EXPECT_MSG_EQ(profile.error().reason, m_folder + "/" + reason, "the reason");
    }

    std::string m_folder; ///< where the files are

  private:
    void DoSetup() override
    {
        m_folder = CreateTempDirFilename("profiles");
        std::filesystem::create_directories(m_folder);
        setenv("MQTT_SECURITY_PROFILES", m_folder.c_str(), 1);
    }

    void DoTeardown() override
    {
        unsetenv("MQTT_SECURITY_PROFILES");
        std::filesystem::remove_all(m_folder);
    }
};

/// A device gets its costs from its table and its bases.
class InheritanceTestCase : public ProfileTestCase
{
  public:
    InheritanceTestCase()
        : ProfileTestCase("a device has its own rows, then those of its bases times the factors")
    {
    }

  private:
    void DoRun() override
    {
        Write("devices.csv",
              "# comment\r\n" + LIST +
                  "old,1,new,2,\"slow, and old\",test\r\n\nnew,4,,,fast,test\n" +
                  "older,2,old,3,slower,test\n");
        Write("new.csv",
              TABLE + "cpu,sign,1,,measured,bench\ncpu,hash,0.1,8,measured,bench\n" +
                  "tpm,none,,,measured,cannot\n");
        Write("old.csv", TABLE + "cpu,hash,5,,paper,own\n");
        const auto loaded = DeviceProfile::Load("older");
        NS_TEST_ASSERT_MSG_EQ(loaded.has_value(), true, "must load");
        const auto profile = loaded.value();
        NS_TEST_EXPECT_MSG_EQ(profile->GetCores(), 2, "its own cores");
        const OperationCost* sign = profile->Find("cpu", "sign");
        const OperationCost* hash = profile->Find("cpu", "hash");
        NS_TEST_ASSERT_MSG_EQ((sign != nullptr && hash != nullptr), true, "both are there");
        NS_TEST_EXPECT_MSG_EQ(sign->GetCharge(0), 6'000'000, "1 ms times 2 times 3");
        NS_TEST_EXPECT_MSG_EQ(sign->source, "6 x new: bench", "the source says so");
        NS_TEST_EXPECT_MSG_EQ((sign->kind == CostKind::ESTIMATE), true, "an estimate by now");
        NS_TEST_EXPECT_MSG_EQ(hash->GetCharge(99), 15'000'000, "5 ms times 3, the nearer row");
        NS_TEST_EXPECT_MSG_EQ(profile->Find("tpm", "none")->available, false, "known to be absent");
        NS_TEST_EXPECT_MSG_EQ((profile->Find("card", "sign") == nullptr), true, "no such unit");
        NS_TEST_EXPECT_MSG_EQ(profile->HasUnit("card"), false, "no such unit");
        const auto base = DeviceProfile::Load("new").value();
        const auto own = base->Find("cpu", "hash");
        NS_TEST_EXPECT_MSG_EQ(own->GetCharge(1000), 108'000, "0.1 ms and 8 ns for each octet");
        NS_TEST_EXPECT_MSG_EQ((own->kind == CostKind::MEASURED), true, "measured");
        NS_TEST_EXPECT_MSG_EQ(DeviceProfile::GetNames().size(), 3, "three names");
        NS_TEST_EXPECT_MSG_EQ(DeviceProfile::GetNames().front(), "new", "in alphabetical order");
    }
};

/// A user's own table.
class OwnFileTestCase : public ProfileTestCase
{
  public:
    OwnFileTestCase()
        : ProfileTestCase("a path that ends in .csv is a table of one's own")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = m_folder + "/mine.csv";
        Write("mine.csv", TABLE + "cpu,sign,1,,measured,bench\n");
        auto mine = DeviceProfile::Load(path);
        NS_TEST_ASSERT_MSG_EQ(mine.has_value(), true, "must load without a list");
        NS_TEST_EXPECT_MSG_EQ(mine.value()->GetCores(), 1, "one core");
        NS_TEST_EXPECT_MSG_EQ(mine.value()->GetName(), path, "named by its path");
        Write("devices.csv", LIST + "mine,8,other,2,x,x\nother,1,,,x,x\n");
        Write("other.csv", TABLE + "cpu,hash,1,,measured,bench\n");
        mine = DeviceProfile::Load(path);
        NS_TEST_ASSERT_MSG_EQ(mine.has_value(), true, "must load with a list");
        NS_TEST_EXPECT_MSG_EQ(mine.value()->GetCores(), 8, "the listed cores");
        NS_TEST_EXPECT_MSG_EQ(mine.value()->GetTable("cpu").size(), 2, "the listed base");
        ExpectError(m_folder + "/none.csv",
                    "none.csv: cannot be read; allowed: a readable CSV file");
    }
};

/// Whatever is wrong in a table is named by file and line.
class TableErrorTestCase : public ProfileTestCase
{
  public:
    TableErrorTestCase()
        : ProfileTestCase("a malformed table is refused with file, line and what is allowed")
    {
    }

  private:
    void DoRun() override
    {
        const std::string header = "unit,operation,base_ms,ns_per_byte,kind,source";
        const std::string number = "'; allowed: a number from 0 to 1e+06";
        const std::vector<std::pair<std::string, std::string>> rows{
            {"cpu,sign,1,,measured", "5 fields; allowed: 6 (" + header + ")"},
            {"cpu,sign,1,,measured,x,y", "7 fields; allowed: 6 (" + header + ")"},
            {"gpu,sign,1,,measured,x", "unit is 'gpu'; allowed: cpu, tpm, card"},
            {"cpu,,1,,measured,x", "operation is ''; allowed: letters, digits and hyphens"},
            {"cpu,a b,1,,measured,x", "operation is 'a b'; allowed: letters, digits and hyphens"},
            {"cpu,sign,-1,,measured,x", "base_ms is '-1" + number},
            {"cpu,sign,nan,,measured,x", "base_ms is 'nan" + number},
            {"cpu,sign,inf,,measured,x", "base_ms is 'inf" + number},
            {"cpu,sign,1e300,,measured,x", "base_ms is '1e300" + number},
            {"cpu,sign,1 ,,measured,x", "base_ms is '1 " + number},
            {"cpu,sign,0x1,,measured,x", "base_ms is '0x1" + number},
            {"cpu,sign,,-0.1,measured,x", "ns_per_byte is '-0.1" + number},
            {"cpu,sign,,nan,measured,x", "ns_per_byte is 'nan" + number},
            {"cpu,sign,1,,guess,x", "kind is 'guess'; allowed: measured, estimate, paper"},
            {"cpu,sign,1,,measured,", "source is ''; allowed: some text"},
            {"cpu,sign,1,,measured,\"x",
             "a quote is not closed; allowed: quotes in pairs around a field"},
            {"cpu,sign,1,,measured,\tx", "a control character; allowed: printable characters"},
            {"cpu,first,2,,measured,x",
             "operation is 'first'; allowed: each operation of a unit once"},
        };
        Write("devices.csv", LIST + "d,1,,,x,x\n");
        for (const auto& [row, reason] : rows)
        {
            Write("d.csv", TABLE + "# comment\ncpu,first,1,,measured,x\n" + row + "\n");
            ExpectError("d", "d.csv:4: " + reason);
        }
        Write("d.csv", "unit,operation\n");
        ExpectError("d", "d.csv:1: wrong header; allowed: " + header);
        Write("d.csv", "# nothing\n");
        ExpectError("d", "d.csv: no header; allowed: " + header);
        std::filesystem::remove(m_folder + "/d.csv");
        ExpectError("d", "d.csv: cannot be read; allowed: a readable CSV file");
    }
};

/// What every processor must be able to do.
const std::vector<std::string> OPERATIONS{"ecdsa-p256-sign",
                                          "ecdsa-p256-verify",
                                          "ecdh-p256",
                                          "ec-keygen-p256",
                                          "x25519-keygen",
                                          "ecdh-x25519",
                                          "point-multiply-base-p256",
                                          "point-multiply-p256",
                                          "point-add-p256",
                                          "point-multiply-base-secp256k1",
                                          "point-multiply-secp256k1",
                                          "point-add-secp256k1",
                                          "rsa-2048-private",
                                          "rsa-2048-public",
                                          "rsa-2048-keygen",
                                          "aes-128-cbc",
                                          "aes-128-cfb",
                                          "aes-256-cbc",
                                          "aes-128-gcm",
                                          "aes-256-gcm",
                                          "chacha20-poly1305",
                                          "md5",
                                          "sha-1",
                                          "sha-256",
                                          "sha-384",
                                          "hmac-sha1",
                                          "hmac-sha256",
                                          "hmac-sha384",
                                          "hkdf-sha256",
                                          "hkdf-sha384",
                                          "tls1-prf-sha256",
                                          "tls1-prf-sha384",
                                          "random",
                                          "mqtt-receive",
                                          "mqtt-route",
                                          "mqtt-send",
                                          "mqtt-deliver",
                                          "mqtt-connect"};

/// Whatever is wrong in the list is named by file and line.
class ListErrorTestCase : public ProfileTestCase
{
  public:
    ListErrorTestCase()
        : ProfileTestCase("a malformed list of devices is refused likewise")
    {
    }

  private:
    void DoRun() override
    {
        ExpectError("d", "devices.csv: cannot be read; allowed: a readable CSV file");
        NS_TEST_EXPECT_MSG_EQ(DeviceProfile::GetNames().empty(), true, "no names");
        const std::string cores = "'; allowed: a number from 1 to 1024";
        const std::vector<std::pair<std::string, std::string>> rows{
            {"../d,1,,,x,x", "device is '../d'; allowed: letters, digits and hyphens"},
            {"d,0,,,x,x", "cpu_cores is '0" + cores},
            {"d,-1,,,x,x", "cpu_cores is '-1" + cores},
            {"d,1.5,,,x,x", "cpu_cores is '1.5" + cores},
            {"d,,,,x,x", "cpu_cores is '" + cores},
            {"d,1,b,,x,x", "time_factor is ''; allowed: a number from 0.001 to 1000"},
            {"d,1,b,0,x,x", "time_factor is '0'; allowed: a number from 0.001 to 1000"},
            {"d,1,b,nan,x,x", "time_factor is 'nan'; allowed: a number from 0.001 to 1000"},
            {"d,1,,2,x,x", "time_factor is '2'; allowed: nothing without based_on"},
            {"d,1,,,,x", "description is ''; allowed: some text"},
            {"d,1,,,x,", "source is ''; allowed: some text"},
            {"b,1,,,x,x", "device is 'b'; allowed: each device once"},
            {"d,1,z,2,x,x", "based_on is 'z'; allowed: a device of the list"},
            {"d,1,d,2,x,x", "based_on of 'd' leads round a circle; allowed: a chain that ends"},
        };
        for (const auto& [row, reason] : rows)
        {
            Write("devices.csv", LIST + "b,1,,,x,x\n" + row + "\n");
            ExpectError("d", "devices.csv:3: " + reason);
        }
        Write("devices.csv", LIST + "a,1,b,2,x,x\nb,1,a,2,x,x\nc,1,,,x,x\n");
        ExpectError("c",
                    "devices.csv:2: based_on of 'a' leads round a circle; allowed: a chain "
                    "that ends");
        Write("devices.csv", LIST + "b,1,,,x,x\na,1,,,x,x\n");
        ExpectError("d", "devices.csv: no device 'd'; allowed: a, b, or a path that ends in .csv");
    }
};

/// The profiles that come with the module.
class ShippedProfilesTestCase : public TestCase
{
  public:
    ShippedProfilesTestCase()
        : TestCase("every shipped profile loads, and every processor has all operations")
    {
    }

  private:
    void DoRun() override
    {
        std::size_t processors = 0;
        for (const auto& name : DeviceProfile::GetNames())
        {
            const auto profile = DeviceProfile::Load(name);
            NS_TEST_ASSERT_MSG_EQ(profile.has_value(), true, name << " must load");
            if (!profile.value()->HasUnit("cpu"))
            {
                continue;
            }
            ++processors;
            for (const auto& operation : OPERATIONS)
            {
                const auto* cost = profile.value()->Find("cpu", operation);
                NS_TEST_ASSERT_MSG_EQ((cost != nullptr), true, name << " lacks " << operation);
                NS_TEST_EXPECT_MSG_GT(cost->GetCharge(64), 0, name << ": " << operation);
            }
        }
        NS_TEST_EXPECT_MSG_GT(processors, 8, "processors");
        const auto desktop = DeviceProfile::Load("i7-3770").value();
        NS_TEST_EXPECT_MSG_EQ(desktop->Find("cpu", "ecdsa-p256-sign")->GetCharge(0),
                              36'364,
                              "0.020 ms of the notebook over 0.55");
        const auto card = DeviceProfile::Load("card-j3r180").value();
        NS_TEST_EXPECT_MSG_EQ(card->Find("card", "apdu-round-trip")->GetCharge(10),
                              15'750'000,
                              "what any card takes");
        const auto tpm = DeviceProfile::Load("tpm-slb9670").value();
        NS_TEST_EXPECT_MSG_EQ(tpm->Find("tpm", "aes-cfb")->available,
                              false,
                              "this chip has no AES");
    }
};

} // namespace

std::vector<TestCase*>
MakeProfileTests()
{
    return {new InheritanceTestCase,
            new OwnFileTestCase,
            new TableErrorTestCase,
            new ListErrorTestCase,
            new ShippedProfilesTestCase};
}

} // namespace ns3::mqtt
