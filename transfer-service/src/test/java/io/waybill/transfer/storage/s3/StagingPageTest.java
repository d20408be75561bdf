package io.waybill.transfer.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.transfer.storage.s3.StagingPage.Staging;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingPageTest {
    @Test
    void readsWhatMinioSays() throws IOException {
        StagingPage page = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>waybill</Bucket>\
                <KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker><NextKeyMarker></NextKeyMarker>\
                <MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated><Upload><Key>o/aa/x</Key>\
                <UploadId>MmEx</UploadId><Initiator><ID></ID><DisplayName></DisplayName></Initiator>\
                <Owner><ID></ID></Owner><StorageClass></StorageClass><Initiated>2026-11-21T09:03:04.927Z</Initiated>\
                </Upload><Prefix>o/aa/x</Prefix></ListMultipartUploadsResult>""");

        assertThat(page.stagings())
                .containsExactly(new Staging("o/aa/x", "MmEx", Instant.parse("2026-11-21T09:03:04.927Z")));
        assertThat(page.truncated()).isFalse();
    }

    @Test
    void readsWhereTheNextPageBegins() throws IOException {
        StagingPage page = read("""
                <ListMultipartUploadsResult>
                  <NextKeyMarker>o/b&amp;b</NextKeyMarker><NextUploadIdMarker>7</NextUploadIdMarker>
                  <IsTruncated>true</IsTruncated>
                  <CommonPrefixes><Prefix>o/</Prefix></CommonPrefixes>
                </ListMultipartUploadsResult>""");

        assertThat(page).isEqualTo(new StagingPage(List.of(), true, "o/b&b", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<html/>",
                "<ListMultipartUploadsResult>",
                "<ListMultipartUploadsResult><Upload><Key>k</Key></Upload></ListMultipartUploadsResult>",
                "<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>u</UploadId><Initiated>soon</Initiated></Upload>"
                        + "</ListMultipartUploadsResult>",
                "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListMultipartUploadsResult><NextKeyMarker>&e;"
                        + "</NextKeyMarker></ListMultipartUploadsResult>"
            })
    void refusesWhatIsNoSuchAnswer(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void refusesAnAnswerWithoutEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };

        assertThatThrownBy(() -> StagingPage.read(endless))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }

    private static StagingPage read(String answer) throws IOException {
        return StagingPage.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    }
}
