// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"

#include <numeric>

namespace ns3::mqtt::test
{

Bytes
MakeOctets(std::uint8_t first, std::size_t size)
{
    Bytes octets(size);
    std::iota(octets.begin(), octets.end(), first);
    return octets;
}

Bytes
MakeGarbage(std::mt19937_64& random, std::size_t size)
{
    Bytes octets(size);
    std::generate(octets.begin(), octets.end(), [&random]() { return random() & 0xff; });
    return octets;
}

DeviceCredentials
MakeCredentials(std::uint8_t first)
{
    DeviceCredentials credentials;
    std::iota(credentials.device.id.begin(), credentials.device.id.end(), 0x10);
    std::iota(credentials.topic.id.begin(), credentials.topic.id.end(), 0x20);
    credentials.device.key = Secret(MakeOctets(first, PLATFORM_KEY_SIZE));
    credentials.topic.key = Secret(MakeOctets(0x40, PLATFORM_KEY_SIZE));
    return credentials;
}

void
CountedTestCase::DoRun()
{
    CryptoScope scope(m_meter, m_random, NOW);
    Script();
}

AgreementPair::AgreementPair(KeyAgreementForm device, KeyAgreementForm broker)
    : deviceRandom(std::make_shared<SeededRandom>(MakeSeed(1))),
      brokerRandom(std::make_shared<SeededRandom>(MakeSeed(2))),
      deviceCredentials(MakeCredentials()),
      brokerCredentials(MakeCredentials()),
      deviceForm(device),
      brokerForm(broker)
{
}

AgreementPair::AgreementPair(KeyAgreementForm form)
    : AgreementPair(form, form)
{
}

bool
AgreementPair::Agree(const std::function<void(int, Bytes&)>& tamper)
{
    KeyAgreementInitiator device(deviceCredentials, deviceForm);
    KeyAgreementResponder broker(brokerCredentials, brokerForm);
    const auto pass = [this, &tamper](int number, const Bytes& message) {
        messages[number] = message;
        Bytes received = message;
        if (tamper)
        {
            tamper(number, received);
        }
        return received;
    };
    const Bytes first = pass(1, AtDevice([&]() { return device.Begin(); }));
    const auto second = AtBroker([&]() { return broker.Challenge(first); });
    refusal = "broker";
    if (!second)
    {
        return false;
    }
    const Bytes received = pass(2, second.value());
    const auto third = AtDevice([&]() { return device.Answer(received); });
    deviceKeys = device.GetKeys();
    if (!third)
    {
        refusal = "device";
        return false;
    }
    const Bytes answer = pass(3, third.value());
    const auto error = AtBroker([&]() { return broker.Verify(answer); });
    brokerKeys = broker.GetKeys();
    refusal = error ? "broker" : "";
    return !error;
}

} // namespace ns3::mqtt::test
